"""In which encoding a file of text is: found out by its beginning, and proved by all of it."""

from __future__ import annotations

import codecs
from pathlib import Path

CHUNK = 1_048_576
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Beginnings of files that people take for text, and what to do with them.
_KNOWN = (
    (b"PK\x03\x04", "This is a spreadsheet or an archive: in the program that made it, save it as CSV."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file: open it and save it as CSV."),
    (b"%PDF", "This is a PDF: contacts are read from CSV and vCard files."),
)
_ODD = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a\x1b")
"""Bytes that text of one byte a character doesn't have."""


class NotText(Exception):
    """The file is no text; the message says so, for people."""


def encoding_of(path: Path) -> str:
    """The Python name of a file's encoding. What is neither UTF-8 nor UTF-16 is taken for Windows' Latin-1.

    Raises:
        NotText: it is empty, or something else.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NotText("The file is empty.")
    for beginning, words in _KNOWN:
        if head.startswith(beginning):
            raise NotText(words)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _proved(path, encoding)
    if head.count(0) * 3 > len(head):
        # Every other byte of Western text in UTF-16 is zero: the first ones of its pairs where they come first.
        return _proved(path, "utf-16-be" if head[0] == 0 else "utf-16-le")
    if any(byte in _ODD for byte in head):
        raise NotText("This is not a text file: contacts are read from CSV and vCard files.")
    try:
        return _proved(path, "utf-8")
    except NotText:
        return _proved(path, "cp1252", otherwise="latin-1")


def _proved(path: Path, encoding: str, *, otherwise: str | None = None) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise NotText("This is not a text file: contacts are read from CSV and vCard files.")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if otherwise is None:
            raise NotText("The file's characters can't be read: save it as UTF-8.") from None
        return _proved(path, otherwise)
    return encoding
