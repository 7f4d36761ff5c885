"""`offhook rate` and `offhook costs`, against a real Offhook on the practice network."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ANN, DANA, LINE, Place, answers


def test_rates_are_imported_and_calls_cost_what_they_say(own: Place, tmp_path: Path) -> None:
    (trunk,) = own.json("trunk", "list")
    assert own.run("rate").startswith("There are no rates yet")
    assert "no rate yet" in own.run("rate", "quote", DANA, "--from", ANN)
    file, wrong = tmp_path / "prices.csv", tmp_path / "wrong.csv"
    file.write_text("prefix,price,once\n1,0.014,\n1202555012,0.02,0.001\n")
    wrong.write_text("prefix,price\n1,free\n")
    assert "Nothing was imported" in own.refused("rate", "import", str(wrong), "--trunk", trunk["name"])
    assert "2 new, 0 changed" in own.run("rate", "import", str(file), "--trunk", trunk["name"], "--preview")
    assert own.run("rate", "import", str(file), "--trunk", trunk["name"]).startswith("Imported 2 rates: rates_")
    quoted = own.run("rate", "quote", DANA, "--from", ANN, "--line", LINE).splitlines()
    assert quoted[0].endswith("0.0140 USD a minute")
    assert quoted[1].endswith("0.0200 USD a minute, and 0.0010 USD a call")
    assert quoted[2] == "together                     0.0350 USD for the first minute"
    answers(own, ANN, {"do": "press", "keys": "1", "after": 0.05})
    answers(own, DANA, {"do": "hang_up", "after": 0.05, "since": "bridge"})
    own.type("call", "--caller", ANN, "--to", DANA, "--line", LINE)
    shown = own.run("costs", "--by", "direction")
    assert "outbound   0.0350 USD" in shown
    assert shown.splitlines()[-1].endswith(": 0.0350 USD")
    own.run("costs", "--csv", str(tmp_path / "costs.csv"))
    assert len((tmp_path / "costs.csv").read_text().splitlines()) == 3
    (sheet,) = own.json("rate", "list")
    assert own.run("rate", "undo", sheet["id"]) == "Taken back: the rates before hold again.\n"
    assert "is no month" in own.refused("costs", "--month", "May")
    assert own.run("costs", "--month", "2020-01") == "Nothing cost anything in 2020-01.\n"
    assert own.run("line", "fee", LINE) == f"Nobody has said what {LINE} costs a month.\n"
    assert own.run("line", "fee", LINE, "1.15").startswith(f"{LINE} costs 1.1500 USD a month since 20")
    assert "number  1.1500 USD" in own.run("costs", "--by", "kind")
    assert "is no amount" in own.refused("line", "fee", LINE, "a lot")
    assert own.run("line", "fee", LINE, "--none") == f"{LINE} costs nothing a month.\n"
