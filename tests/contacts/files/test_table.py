"""Files of contacts as programs and people write them, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offhook.contacts.files import csv_rows, vcards
from offhook.contacts.files.rows import Row
from offhook.contacts.files.table import Kind, NotReadable, Sheet, read, understand

Written = Callable[[bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(content: bytes) -> Path:
        path = tmp_path / "contacts"
        path.write_bytes(content)
        return path

    return write


def understood(path: Path) -> tuple[Sheet, list[Row]]:
    sheet = understand(path, "US")
    rows = list(read(path, sheet))
    assert len(rows) == sheet.rows
    return sheet, rows


TABLE = "Name;Telefon;Notiz\r\nJürgen Müller;+49 30 901820;\r\n\r\nعمر حداد;+442079460000;„gut“\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_and_the_delimiter_are_found_out(written: Written, encoding: str) -> None:
    sheet, rows = understood(written(TABLE.encode(encoding)))
    assert (sheet.kind, sheet.delimiter, sheet.columns) == (Kind.CSV, ";", ("Name", "Telefon", "Notiz"))
    assert [row.cells for row in rows] == [
        ("Jürgen Müller", "+49 30 901820", ""),
        ("عمر حداد", "+442079460000", "„gut“"),
    ]
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_known_by_the_cells_it_makes(written: Written, delimiter: str) -> None:
    lines = [["name", "phone"], ['"Ruiz, Dana; Sr."', "+12025550122"], ["Omar", "+12025550123"]]
    sheet, rows = understood(written("\n".join(delimiter.join(line) for line in lines).encode()))
    assert (sheet.delimiter, sheet.has_header) == (delimiter, True)
    assert rows[0].cells == ("Ruiz, Dana; Sr.", "+12025550122")


def test_windows_letters_are_read_as_they_were_meant(written: Written) -> None:
    sheet, rows = understood(written("name,phone\nJosé “Pepe” Núñez,+34600000000\n".encode("cp1252")))
    assert (sheet.encoding, rows[0].cells[0]) == ("cp1252", "José “Pepe” Núñez")
    _, rows = understood(written(b"name\nA\x81B\n"))
    assert rows[0].cells == ("A\x81B",)


def test_a_table_without_names_of_columns_loses_no_row(written: Written) -> None:
    sheet, rows = understood(written(b"Dana Ruiz,(202) 555-0122\nOmar,+442079460000\n"))
    assert (sheet.has_header, sheet.columns, len(rows)) == (False, ("Column 1", "Column 2"), 2)
    sheet, rows = understood(written(b"sep=;\r\nname;name\r\nDana;x\r\n"))
    assert (sheet.columns, [row.line for row in rows]) == (("name", "name (2)"), [3])


def test_a_row_that_cannot_be_read_spoils_no_other(written: Written) -> None:
    content = 'name,phone\n"Dana the,1\nOmar,2\n"Eve\nSmith",3\nAnn,4,5,6\nBob 5"\n"a"b"c,7\n'
    _, rows = understood(written(content.encode()))
    found = {row.line: (row.cells, row.problem) for row in rows}
    assert "quotes" in found[2][1]
    assert found[3] == (("Omar", "2"), "")
    assert found[4] == (("Eve\nSmith", "3"), "")
    assert "2 cells more" in found[6][1]
    assert found[7] == (('Bob 5"', ""), "")
    assert found[8][1]


def test_a_cell_of_a_megabyte_is_read_and_one_of_three_refused(written: Written) -> None:
    _, rows = understood(written(b'name,phone\n"Dana,1\n' + b"Omar,2\n" * 300))
    assert (rows[0].problem, len(rows)) == (csv_rows.UNCLOSED, 301)
    _, rows = understood(written(b"name,phone\n" + b"x" * 1_048_576 + b",1\nOmar,2\n"))
    assert [len(row.cells[0]) for row in rows] == [1_048_576, 4]
    _, rows = understood(written(b"name,phone\n" + b"x" * 3 * 1_048_576 + b",1\nOmar,2\n"))
    assert [(len(row.cells[0]), row.problem) for row in rows] == [(200, "it is too long"), (4, "")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n  \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"name,phone\n" + b"x" * 5000 + b"\0\0", "not a text file"),
        (b"PK\x03\x04xl/workbook.xml", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as CSV"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfen\0a\0m\0e\0\n\0\x00\xd8", "save it as UTF-8"),
        (b"name,phone\n", "no contacts"),
    ],
)
def test_what_is_no_file_of_contacts_says_what_to_do(written: Written, content: bytes, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        understand(written(content), "US")


CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=
M=C3=BCller
TEL;CELL;PREF:+49 30 901820
TEL;WORK:+49 30 901821
NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo
PHOTO;ENCODING=BASE64;TYPE=JPEG:AAAA
 BBBB

END:VCARD

BEGIN:VCARD
VERSION:3.0
N:Ruiz;Dana;;Dr.;
item1.TEL;type=CELL;type=pref:(202) 555-0122
TEL;TYPE=WORK,VOICE:202-555-0123
ORG:Ruiz & Co;Sales
TITLE:Owner
EMAIL;TYPE=INTERNET:dana@example.com
EMAIL:sales@example.com
URL:https://example.com
ADR:;;1 Main St;Town;;123;US
NOTE:a\\nb\\, c
END:VCARD
begin:vcard
VERSION:4.0
FN:🙂 عمر حداد
TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-202-555-0144;ext=5
BDAY:1980-02-03
END:VCARD
BEGIN:VCARD
FN:broken
BEGIN:VCARD
VERSION:3.0
FN:Eve
END:VCARD
BEGIN:VCARD
FN:cut off
"""


def test_cards_of_each_version_are_rows(written: Written) -> None:
    sheet, rows = understood(written(CARDS.encode()))
    assert (sheet.kind, sheet.columns) == (Kind.VCARD, vcards.COLUMNS)
    jurgen, dana, omar, broken, eve, cut = rows
    assert jurgen.cells[:3] == ("Jürgen Müller", "+49 30 901820\n+49 30 901821", "one\r\ntwo")
    assert dana.cells == (
        "Dr. Dana Ruiz",
        "(202) 555-0122\n202-555-0123",
        "a\nb, c",
        "Ruiz & Co, Sales",
        "Owner",
        "dana@example.com\nsales@example.com",
        "1 Main St, Town, 123, US",
        "https://example.com",
        "",
    )
    assert (omar.cells[0], omar.cells[1], omar.cells[8]) == ("🙂 عمر حداد", "+1-202-555-0144", "1980-02-03")
    assert (broken.problem, eve.cells[0], cut.problem) == ("it has no end", "Eve", "it has no end")
