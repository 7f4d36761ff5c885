"""Contacts as files, which spreadsheets carry nothing of out, and which come back as they were."""

from __future__ import annotations

import csv
import io

from offhook.calls.values import E164
from offhook.contacts import exporting
from offhook.contacts.files import vcards
from offhook.contacts.files.rows import Row
from offhook.contacts.mapping import Wanted, wanted
from offhook.contacts.model import Contact
from tests.furnish import ANN, DANA

EVIL = Contact(
    "contact_1",
    "ws_1",
    '=HYPERLINK("http://x")',
    (DANA, ANN),
    {"Company": "@SUM(1)", "VIP": True, "Seats": 12},
    1,
    '+1\n"quoted", and\tmore',
)
FIELDS = ["Company", "VIP", "Seats", "City"]


def test_a_table_comes_back_as_it_was_and_holds_no_formula() -> None:
    text = exporting.header(FIELDS) + exporting.table([EVIL], FIELDS)
    header, cells = csv.reader(io.StringIO(text))
    assert header == ["name", "number", "notes", *FIELDS]
    assert [cell for cell in (cells[0], *cells[2:]) if cell.startswith(("=", "+", "-", "@"))] == []
    back = wanted(Row(2, tuple(cells)), ["name", "number", "notes", *[f"field:{each}" for each in FIELDS]], "US")
    assert isinstance(back, Wanted)
    assert (back.name, back.numbers, back.notes) == (EVIL.name, EVIL.numbers, EVIL.notes)
    assert back.fields == {"Company": "@SUM(1)", "VIP": "yes", "Seats": "12"}


def test_cards_come_back_as_they_were() -> None:
    long = "عمر حداد 😀 " * 12
    people = [
        EVIL,
        Contact("contact_2", "ws_1", long.strip(), (E164("+442079460000"),), {"Address": "1; Main, St\nTown"}, 1),
        Contact("contact_3", "ws_1", "", (DANA,), {}, 1),
    ]
    text = exporting.cards(people)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    evil, omar, nameless = vcards.rows(io.StringIO(text, newline=""))
    assert evil.cells[:4] == (EVIL.name, f"{DANA}\n{ANN}", EVIL.notes, "@SUM(1)")
    assert (omar.cells[0], omar.cells[6]) == (long.strip(), "1; Main, St Town")
    assert nameless.cells[:2] == (DANA, DANA)
