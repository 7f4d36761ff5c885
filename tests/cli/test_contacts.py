"""`offhook contact`, `contact-field` and `conversation`, against a real Offhook on the practice network."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import LINE, Place, answers

ZOE, TWICE, OWN, CALLED = "+12025550161", "+12025550162", "+12025550163", "+12025550164"


def test_contacts_are_imported_merged_removed_and_exported(offhook: Place, tmp_path: Path) -> None:
    file, refused = tmp_path / "people.csv", tmp_path / "refused.csv"
    file.write_text(f"name,phone,Fax\nZoe Adams,{ZOE},1\nZoe Adams,{TWICE},2\nBad,12,3\n", encoding="utf-8")
    assert "refused" in offhook.run("contact", "import", str(file), "--preview")
    assert "The columns are name, phone, Fax" in offhook.refused("contact", "import", str(file), "--column", "Nope=x")
    told = offhook.run("contact", "import", str(file), "--column", "Fax=", "--refused", str(refused))
    assert told.startswith("2 added, 0 updated, 0 as they were, 1 refused.\nline 4: ")
    assert refused.read_text(encoding="utf-8").splitlines()[1].endswith(",Bad,12,3")
    assert offhook.run("contact", "import", str(file)).startswith("0 added, 2 updated")

    (twice,) = [each for each in offhook.json("contact", "duplicates") if each["name"] == "adams zoe"]
    kept, other = (each["id"] for each in sorted(twice["contacts"], key=lambda each: each["numbers"] != [ZOE]))
    shown = offhook.run("contact", "merge", kept, other)
    assert f"Would be Zoe Adams, {ZOE}, {TWICE}, with 0 calls more." in shown
    assert "Fax: keeps 1, drops 2" in shown
    assert offhook.run("contact", "merge", kept, other, "--yes").startswith("Merged into Zoe Adams")
    assert "Removed Zoe Adams" in offhook.run("contact", "remove", TWICE)
    assert offhook.run("contact", "restore", kept) == "Restored Zoe Adams\n"
    assert f"Zoe Adams,{ZOE}; {TWICE}," in offhook.run("contact", "export", "-")
    assert "BEGIN:VCARD" in offhook.run("contact", "export", "-", "--vcard")

    assert "1 contacts have something in Fax" in offhook.refused("contact-field", "remove", "fax")
    assert offhook.run("contact-field", "change", "fax", "--name", "Telefax", "--position", "0") == "Changed Telefax\n"
    assert offhook.run("contact-field", "remove", "Telefax", "--yes") == "Removed Telefax\n"
    assert "There is no field Telefax" in offhook.refused("contact-field", "remove", "Telefax")


def test_a_conversation_is_read_marked_and_noted(offhook: Place) -> None:
    answers(offhook, OWN, {"do": "hang_up", "after": 0.1})
    offhook.type("call", "--caller", OWN, "--to", CALLED, "--line", LINE)
    (found,) = offhook.json("conversation", "list", CALLED)
    assert "outbound call" in offhook.run("conversation", "list", CALLED)
    assert offhook.run("conversation", "mark", found["id"], "--unread").endswith("marked as unread\n")
    assert [each["id"] for each in offhook.json("conversation", "list", "--unread")] == [found["id"]]
    assert offhook.run("conversation", "mark", found["id"]).endswith("marked as read\n")
    note = offhook.json("conversation", "note", found["id"], "Wants gold.")["id"]
    offhook.run("conversation", "edit-note", note, "Wants silver.")
    assert "note: Wants silver." in offhook.run("conversation", "show", found["id"])
    offhook.run("conversation", "delete-note", note)
    assert "silver" not in offhook.run("conversation", "show", found["id"])
    offhook.run("conversation", "delete-note", note, "--restore")
    assert "silver" in offhook.run("conversation", "show", found["id"])
    assert "The note is empty" in offhook.refused("conversation", "note", found["id"], " ")
