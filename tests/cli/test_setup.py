"""Setting Offhook up by commands: trunks, lines, people, keys, contacts, settings, limits."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.conftest import ANN, DANA, KEY, LINE, TOKEN, Place

COMMANDS = (
    ("trunk", "list"),
    ("line", "list"),
    ("member", "list"),
    ("key", "list"),
    ("contact", "list"),
    ("softphone", "list"),
    ("calls", "list"),
    ("workspace", "list"),
    ("workspace", "show"),
    ("limits", "show"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_there_is_shown_to_people_and_to_programs(offhook: Place, command: tuple[str, ...]) -> None:
    assert isinstance(offhook.json(*command), list if command[1] == "list" else dict)
    assert offhook.run(*command).count("\n") >= 1


@pytest.mark.parametrize(
    "group", ["trunk", "line", "member", "key", "contact", "softphone", "calls", "workspace", "limits"]
)
def test_a_group_alone_shows_what_is_there(offhook: Place, group: str) -> None:
    shown = "show" if group in {"workspace", "limits"} else "list"
    assert offhook.run(group, "--json") == offhook.run(group, shown, "--json")


def test_a_trunk_and_a_line(offhook: Place) -> None:
    assert offhook.run("trunk", "add", "spare", "--host", "127.0.0.2") == (
        "Added trunk spare to 127.0.0.2:5060 over UDP.\n"
    )
    assert re.fullmatch(
        r"spare \(127\.0\.0\.2:5060 over UDP\): answers in \d+ ms\.\n", offhook.run("trunk", "test", "spare")
    )
    assert offhook.json("trunk", "test", "spare")["health"]["state"] == "up"
    assert offhook.run("line", "add", "(202) 555-0101", "--trunk", "spare", "--trunk", "lab", "--name", "Sales") == (
        "Added line +12025550101 over spare, lab.\n"
    )
    assert re.search(r"^\+12025550101 +Sales +spare, lab +en +yes +line_", offhook.run("line"), re.MULTILINE)
    assert "spare" in offhook.refused("trunk", "remove", "spare")
    assert offhook.run("trunk", "set", "spare", "--foreign-caller-ids") == "The carrier of spare shows any number.\n"
    assert offhook.run("line", "remove", "+12025550101") == "Removed line +12025550101.\n"
    assert offhook.json("trunk", "remove", "spare") == {"removed": "spare"}


def test_a_line_in_a_language_that_nobody_here_speaks(offhook: Place) -> None:
    command = ("line", "add", "+12025550102", "--trunk", "lab", "--language", "fr")
    ended = offhook.type(*command)
    assert (ended.status, ended.out) == (0, "Added line +12025550102 over lab.\n")
    assert ended.err.startswith("Offhook has no prompts in fr, so calls over lines in fr are announced in English.")
    offhook.run("line", "remove", "+12025550102")
    assert "no prompts in fr" in offhook.json(*command)["hint"]
    offhook.run("line", "remove", "+12025550102")


def test_a_trunk_with_everything(offhook: Place) -> None:
    options = {"--transport": "tls", "--number-format": "national", "--country": "DE", "--username": "offhook"}
    several = ("--codec", "g722", "--codec", "alaw", "--register", "--json")
    arguments = [word for option in options.items() for word in option]
    ended = offhook.type("trunk", "add", "acme", "--host", "sip.example.com", *arguments, *several, typed="s3cret\n")
    made = ended.json
    assert (made["port"], made["has_password"], made["register"]) == (5061, True, True)
    assert made["codecs"] == ["g722", "alaw"]
    assert "s3cret" not in ended.out + offhook.run("trunk")
    offhook.run("trunk", "remove", "acme")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--host", "127.0.0.1", "--username", "u"), "The password of u is missing"),
        (("--host", "127.0.0.1", "--password", "p"), "Username and password go together"),
        (("--host", "127.0.0.1", "--port", "0"), "port"),
        (("--host", "127.0.0.1", "--port", "x"), "Invalid value for '--port'"),
        (("--host", "127.0.0.1\nx=y"), "host"),
        (("--host", "127.0.0.1", "--transport", "smoke"), "transport"),
        (("--host", "127.0.0.1", "--codec", "mp3"), "codecs"),
        (("--host", "127.0.0.1", "--number-format", "roman"), "number_format"),
        (("--host", "127.0.0.1", "--country", "XX"), "country"),
        ((), "Missing option '--host'"),
    ],
)
def test_a_trunk_that_cannot_be(offhook: Place, arguments: tuple[str, ...], words: str) -> None:
    assert words in offhook.refused("trunk", "add", "bad", *arguments)


def test_an_installation_that_calls_over_sip_takes_no_carriers(offhook: Place) -> None:
    assert "There are no carriers yet" in offhook.run("carrier")
    command = ("carrier", "add", "twilio", "--account", f"AC{'0' * 32}")
    ended = offhook.type(*command, typed="secret of it\ntoken-of-it\n")
    assert "set telephony to carriers" in ended.refusal
    assert "token that webhooks are signed with is missing" in offhook.type(*command, typed="secret\n").refusal
    assert "set telephony to carriers" in offhook.refused("tunnel", "check")


def test_the_name_of_a_trunk_is_its_own(offhook: Place) -> None:
    assert "lab" in offhook.refused("trunk", "add", "lab", "--host", "127.0.0.1")
    assert "name" in offhook.refused("trunk", "add", "a/b; drop", "--host", "127.0.0.1")
    for command in ("test", "remove"):
        assert offhook.refused("trunk", command, "nope") == "There is no trunk nope."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "12", "--trunk", "lab"), "too short"),
        (("add", "+12025550102", "--trunk", "nope"), "There is no trunk nope."),
        (("add", "+12025550102"), "Missing option '--trunk'"),
        (("add", LINE, "--trunk", "lab"), LINE),
        (("add", "+12025550102", "--trunk", "lab", "--language", "no language"), "is no language"),
        (("remove", "+12025550199"), "There is no line +12025550199."),
        (("remove", "x"), "has letters"),
    ],
)
def test_a_line_that_cannot_be(offhook: Place, arguments: tuple[str, ...], words: str) -> None:
    assert words in offhook.refused("line", *arguments)


def test_a_member_and_their_key(offhook: Place) -> None:
    assert offhook.run("member", "add", "Ben", "--number", "202 555 0112").startswith("Added Ben (agent): member_")
    assert offhook.run("member", "set", "ben", "--role", "manager") == "Changed Ben (manager, +12025550112).\n"
    assert offhook.json("member", "set", "Ben", "--may-unmask")["may_unmask"] is True
    refused = ("call", "--caller", "+12025550112", "--to", "+12025550122", "--line", LINE, "--contact-sees", "member")
    assert "You may not show the numbers behind a call" in offhook.refused(*refused)
    made = offhook.type("key", "create", "CRM", "--member", "Ben")
    assert re.fullmatch(f"{KEY}\n", made.out)
    assert made.err == "This is shown once and kept nowhere: store it now.\n"
    key = made.out.strip()
    remote = {"OFFHOOK_URL": offhook.url, "OFFHOOK_KEY": key}
    assert offhook.type("workspace", "--json", **remote).json["name"] == "Main"
    assert "Only an owner" in offhook.refused("member", "add", "Boss", "--role", "owner", **remote)
    (row,) = [each for each in offhook.json("key") if each["name"] == "CRM"]
    assert re.search(rf"^CRM +{key[:16]} +Ben ", offhook.run("key"), re.MULTILINE)
    assert offhook.run("key", "revoke", row["id"]) == f"Revoked CRM ({row['prefix']}…).\n"
    assert "was revoked" in offhook.refused("workspace", **remote)
    assert key not in offhook.run("key", "list", "--json")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("member", "add", ""), "name is empty"),
        (("member", "add", "A", "--role", "king"), "role"),
        (("member", "add", "A", "--email", "nowhere"), "no e-mail address"),
        (("member", "add", "A", "--number", "911"), "Emergency numbers can't be called"),
        (("member", "set", "Nobody", "--role", "agent"), "There is no member Nobody"),
        (("member", "set", "Owner"), "Say what to change"),
        (("key", "create", "x", "--member", "Nobody"), "There is no member Nobody"),
        (("key", "revoke", "key_nope"), "There is no key key_nope."),
        (("contact", "add", "x", "--number", "12"), "too short"),
        (("contact", "add", "x", "--field", "no value"), "give it as NAME=VALUE"),
        (("contact", "show", "Nobody At All"), "There is no contact Nobody At All"),
        (("contact", "list", "--limit", "0"), "Invalid value for '--limit'"),
        (("workspace", "set"), "Say what to change"),
        (("workspace", "set", "--country", "XX"), "is no country"),
        (("workspace", "set", "--time-zone", "Mars/Base"), "is no time zone"),
        (("workspace", "set", "--voice", "loud"), "give on or off"),
        (("workspace", "add", "Other", "--country", "XX"), "is no country"),
        (("workspace", "show", "--workspace", "Nope"), "There is no workspace Nope."),
        (("limits", "set"), "Say what to change"),
        (("limits", "set", "--calls-a-day", "many"), "give a whole number, or default"),
        (("limits", "set", "--calls-a-day", "-1"), "give a whole number, or default"),
        (("limits", "set", "--country", "XX"), "XX"),
        (("limits", "set", "--refuse", "nice"), "refused_kinds"),
        (("limits", "set", "--member", "Nobody", "--calls-a-day", "1"), "There is no member Nobody"),
        (("limits", "set", "--member", "Owner", "--country", "US"), "nothing else"),
        (("practice", "phone", "x"), "has letters"),
        (("practice", "phone", DANA, "--refuses", "200"), "status"),
        (("practice", "phone", DANA, "--only-rings", "--press", "1"), "choose one"),
        (("practice", "show", "+12025550199"), "There is no practice phone +12025550199."),
        (("nonsense",), "No such command 'nonsense'"),
        (("trunk", "nonsense"), "No such command 'nonsense'"),
        (("trunk", "--nonsense"), "No such option"),
        (("workspace", "--url", "ftp://example.com", "--key", "k"), "can't be used"),
        (("workspace", "--url", "http://127.0.0.1:1", "--key", "k"), "can't be reached: Connection refused"),
        (("workspace", "--url", "http://127.0.0.1:1", "--key", "two words"), "This is no API key"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_line(offhook: Place, arguments: tuple[str, ...], words: str) -> None:
    assert words in offhook.refused(*arguments)


def test_a_contact(offhook: Place) -> None:
    number = "+12025550134"
    made = offhook.json("contact", "add", "Zoë [bold]Quinn", "--number", number, "--field", "company=Ruiz & Co")
    assert made["fields"] == {"company": "Ruiz & Co"}
    for who in ("zoë [bold]quinn", number, made["id"], "Zoë"):
        assert offhook.json("contact", "show", who)["id"] == made["id"]
    shown = offhook.run("contact", "show", number)
    assert re.search(r"^name +Zoë \[bold\]Quinn\nnumber +\+1 202-555-0134\ncompany +Ruiz & Co$", shown, re.MULTILINE)
    assert "Zoë [bold]Quinn" in offhook.run("contact", "list", "zoë")
    assert offhook.run("contact", "list", "nobody") == "Nobody is found.\n"
    offhook.run("contact", "add", "Zoë Other")
    assert "Several contacts fit zo" in offhook.refused("contact", "show", "zo")


def test_text_cannot_move_the_cursor(offhook: Place) -> None:
    assert "characters that can't be shown" in offhook.refused("contact", "add", "\x1b[2Jgone")


def test_limits(offhook: Place) -> None:
    offhook.run("limits", "set", "--country", "US", "--country", "CA", "--longest-minutes", "30", "--calls-a-day", "9")
    shown = offhook.run("limits")
    assert re.search(r"^countries +CA, US$", shown, re.MULTILINE)
    assert re.search(r"^longest call +30 min$", shown, re.MULTILINE)
    offhook.run("limits", "set", "--member", "Owner", "--calls-at-once", "3")
    assert re.search(r"^their own +calls at once$", offhook.run("limits", "show", "--member", "Owner"), re.MULTILINE)
    offhook.run("limits", "set", "--member", "Owner", "--calls-at-once", "default")
    put_back = ("--country", "default", "--longest-minutes", "default", "--calls-a-day", "default")
    assert offhook.json("limits", "set", *put_back)["countries"] == ["US"]


def test_a_workspace_of_its_own(own: Place) -> None:
    assert "time zone      America/New_York" in own.run("workspace", "set", "--time-zone", "America/New_York")
    made = own.run("workspace", "add", "Acme", "--owner", "Zed", "--country", "DE")
    assert re.fullmatch(
        f"Made Acme, which belongs to Zed. Their API key, shown this once:\n{KEY}\n"
        f"They sign in with a browser, once within a day, at\n{own.url}/sign-in#link={TOKEN}\n",
        made,
    )
    assert own.refused("calls").startswith("Name a workspace, one of: Main, Acme.")
    there = {"OFFHOOK_WORKSPACE": "Acme"}
    assert own.type("line", "--json", **there).json == []
    assert [each["name"] for each in own.type("member", "--json", **there).json] == ["Zed"]
    assert len(own.json("line", "--workspace", "Main")) == 1
    assert "There is a workspace Acme already" in own.refused("workspace", "add", "Acme")


def test_a_member_is_invited_gets_a_link_and_a_password(own: Place) -> None:
    ended = own.type("member", "invite", "Bob@example.com", "--role", "manager")
    assert (ended.status, bool(re.fullmatch(f"{own.url}/sign-in#link={TOKEN}\n", ended.out))) == (0, True), ended
    assert re.search(r"^Invited bob \(manager\), but not mailed: this installation sends no mail\. It works", ended.err)
    assert "is bob's address" in own.refused("member", "invite", "bob@example.com")
    link = own.json("member", "link", "bob@example.com")
    assert (link["member"]["name"], link["mailed_to"]) == ("bob", None)
    assert re.fullmatch(f"{own.url}/sign-in#link={TOKEN}", link["url"])
    typed = own.type("member", "password", "bob", typed="violet kettle drum\nviolet kettle drum\n")
    assert typed.out == "bob has a new password, and signs in as bob@example.com.\n", typed
    assert "has 5 characters: choose one with 10" in own.refused("member", "password", "bob", "--password", "short")
    own.run("member", "add", "Nomail Ned")
    assert "`offhook member set 'Nomail Ned' --email ADDRESS`" in own.refused("member", "password", "Nomail Ned")


def test_the_audit_log_shows_who_changed_what(own: Place) -> None:
    own.run("member", "add", "Ada", "--number", ANN)
    own.run("member", "set", "Ada", "--role", "manager")
    shown = own.run("audit", "--limit", "2")
    added, changed = re.split(r"\n(?=\d)", shown.rstrip())
    who = r"[-\d]+ [:\d]+ +Owner \(on this machine\)"
    assert re.fullmatch(rf"{who} added the member Ada\n    name: Ada\n.*", added, re.DOTALL)
    assert f"    number: {ANN}" in added
    assert changed.endswith("Owner (on this machine) changed the member Ada\n    role: agent → manager")
    (entry,) = own.json("audit", "--limit", "1")
    assert (entry["before"], entry["after"]) == ({"role": "agent"}, {"role": "manager"})
    assert own.run("audit", "--member", "Ada") == "Nothing was changed yet.\n"


def test_a_pin_is_set_and_taken_away(own: Place) -> None:
    own.run("member", "add", "Pia")
    assert own.run("member", "pin", "Pia", "--pin", "480917") == "Pia has a new PIN.\n"
    assert own.json("member", "pin", "Pia", "--remove") == {"set": False}
    assert "first that anybody would try" in own.refused("member", "pin", "Pia", "--pin", "111111")
    assert "either --pin or --remove" in own.refused("member", "pin", "Pia", "--pin", "480917", "--remove")
    assert "There is no member Nobody" in own.refused("member", "pin", "Nobody", "--pin", "480917")


def test_a_softphone_from_its_making_to_its_removal(offhook: Place) -> None:
    added = offhook.type("softphone", "add", "Reception")
    assert added.status == 0
    assert re.fullmatch(
        r"Added Reception: softphone_\w{26}\n  user name  [a-z0-9]{12}\n  secret     [a-z0-9]{24}\n"
        r"  server     none: this is the practice network\n",
        added.out,
    )
    assert added.err == "The secret is shown once and kept nowhere: enter it now.\n"
    assert re.search(r"^Reception +\S.* sip +signed out ", offhook.run("softphone"), re.MULTILINE)
    assert offhook.run("softphone", "off", "reception") == "Reception is switched off: calls don't ring it.\n"
    assert re.search(r"^Reception +\S.* sip +switched off ", offhook.run("softphone"), re.MULTILINE)
    assert offhook.run("softphone", "on", "Reception") == "Reception is switched on.\n"
    rotated = offhook.json("softphone", "rotate", "Reception")["credentials"]
    assert rotated["username"] not in added.out
    assert rotated["secret"] not in added.out
    assert offhook.json("softphone", "add", "Page", "--kind", "browser")["credentials"] is None
    assert offhook.run("softphone", "remove", "Page") == "Removed Page.\n"
    assert offhook.run("softphone", "remove", "Reception") == "Removed Reception.\n"


def test_softphones_that_can_t_be_made_or_found(offhook: Place) -> None:
    assert "kind" in offhook.refused("softphone", "add", "Desk", "--kind", "fax")
    assert "There is no member Nobody" in offhook.refused("softphone", "add", "Desk", "--member", "Nobody")
    assert "There is no softphone Desk" in offhook.refused("softphone", "off", "Desk")
    twice = [offhook.json("softphone", "add", "Twin")["softphone"]["id"] for _ in range(2)]
    assert "Several softphones are called Twin" in offhook.refused("softphone", "rotate", "Twin")
    for each in twice:
        offhook.run("softphone", "remove", each)


def test_an_extension_and_the_line_of_a_softphone(own: Place) -> None:
    own.run("member", "add", "Ben", "--extension", "202")
    assert "202" in own.run("member", "list")
    assert "Ben's extension" in own.refused("member", "add", "Carl", "--extension", "202")
    assert "emergency" in own.refused("member", "set", "Ben", "--extension", "112")
    assert own.json("member", "set", "Ben", "--extension", "")["extension"] is None
    own.run("line", "add", "+12025550177", "--trunk", "lab")
    own.json("softphone", "add", "Lobby")
    assert own.run("softphone", "line", "Lobby", "+12025550177") == "Calls from Lobby show +12025550177.\n"
    assert own.json("softphone", "line", "Lobby")["line"] is None


def test_emergency_calls_are_set_up_shown_and_cleared(own: Place) -> None:
    assert "mobile phone" in own.run("emergency")
    own.run("trunk", "add", "help", "--host", "127.0.0.8")
    own.run("line", "add", "+12025550178", "--trunk", "help")
    set_up = ("--trunk", "help", "--line", "+12025550178", "--address", "1 Main Street")
    assert own.run("emergency", "set", *set_up) == (
        "Emergency calls go over the trunk help and show +12025550178. The notice to the owners says: 1 Main Street.\n"
    )
    assert own.json("emergency", "show")["works"] is True
    assert "There is no trunk" in own.refused("emergency", "set", "--trunk", "x", *set_up[2:])
    assert own.json("emergency", "clear")["works"] is False


def test_how_far_the_workspace_is_set_up_is_told(offhook: Place) -> None:
    ended = offhook.type("setup")
    assert (ended.status, ended.err) == (1, "")
    assert ended.out.startswith("done  trunk  The trunk ")
    assert "next  route  Calls to " in ended.out
    assert json.loads(offhook.type("setup", "--json").out)["practice"] is True
