"""Accounts told to Asterisk, and who is signed in: by a small Asterisk that knows objects and contacts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

import pytest

from offhook.calls.values import DeviceId, SoftphoneAccount, SoftphoneId
from offhook.telephony.asterisk import softphones
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import Contact
from offhook.telephony.asterisk.softphones import Softphones, device_of
from offhook.telephony.asterisk.wire import ContactInfo, Request, Response
from tests.waiting import eventually

ANN = SoftphoneAccount(SoftphoneId("softphone_ann"), "annsname", "a" * 32, browser=False)
BEN = SoftphoneAccount(SoftphoneId("softphone_ben"), "bensname", "b" * 32, browser=True)
DESK = Contact("annsname", "sip:annsname@192.0.2.7:5060;ob")
PREFIX = "asterisk/config/dynamic/res_pjsip/"


@dataclass
class Asterisk:
    """Keeps objects, as told, and contacts."""

    objects: dict[str, dict[str, str]] = field(default_factory=dict)
    contacts: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """By their ids: user name, URI and standing."""
    asked: list[str] = field(default_factory=list)
    away: bool = False
    refuses: str = ""
    """What is in the path of a request that is refused."""
    deaf: bool = False
    """Its console doesn't answer."""
    signs_in: Contact | None = None
    """Who does as soon as there is an account."""

    async def ask(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path.removeprefix(PREFIX)}")
        if self.away:
            raise NoAnswer("Asterisk is away")
        if self.refuses and self.refuses in request.path:
            return Response(400, b'{"message": "no"}')
        if request.path == "endpoints/PJSIP":
            names = [name.partition("/")[2] for name in self.objects if name.startswith("endpoint/")]
            return Response(200, json.dumps([{"resource": name} for name in [*names, "trunk_lab"]]).encode())
        if request.path.startswith(f"{PREFIX}contact/"):
            return self._contact(request.path)
        if request.path.startswith(PREFIX):
            return self._object(request)
        return Response(200, b"{}")

    async def console(self, command: str) -> str:
        if self.deaf:
            raise NoAnswer("the console is silent")
        if command == "pjsip show contacts":
            lines = [
                f"  Contact:  {name}/{uri[:40]:40} {key.partition(';@')[2][:10]} {state:8} 0.416"
                for key, (name, uri, state) in self.contacts.items()
            ]
            return "\n".join(["", *lines, "", f"Objects found: {len(lines)}"])
        name = command.partition("PJSIP_AOR(")[2].partition(",")[0]
        ids = [key for key, (whose, _, _) in self.contacts.items() if whose == name]
        return f"Return Value: Success (0)\nResult: {','.join(ids)}\n"

    def registered(self, contact: Contact, state: str = "Avail") -> None:
        self.contacts[contact.id] = (contact.username, contact.uri, state)

    def _object(self, request: Request) -> Response:
        name = request.path.removeprefix(PREFIX)
        if request.method == "DELETE":
            return Response(204 if self.objects.pop(name, None) is not None else 404)
        fields = json.loads(request.body)["fields"]
        self.objects[name] = {each["attribute"]: each["value"] for each in fields}
        if self.signs_in is not None:
            self.registered(self.signs_in)
        return Response(200, b"[]")

    def _contact(self, path: str) -> Response:
        key = path.rpartition("/")[2].replace("%3B", ";").replace("%40", "@")
        if key not in self.contacts:
            return Response(404, b'{"message": "not found"}')
        name, uri, _ = self.contacts[key]
        values = {"endpoint": name, "uri": uri, "user_agent": "Desk\x07 phone 1.0"}
        return Response(200, json.dumps([{"attribute": key, "value": each} for key, each in values.items()]).encode())


class Office:
    """The softphones under test, with what they told."""

    def __init__(self) -> None:
        self.asterisk = Asterisk()
        self.vanished: list[DeviceId] = []
        self.changes = 0
        self.softphones = Softphones("offhook", self.asterisk.ask, self.asterisk.console, self.vanished.append)
        self.softphones.on_change(self._changed)

    def _changed(self, softphone: SoftphoneId) -> None:
        self.changes += 1

    def tells(self, contact: Contact, status: str) -> None:
        self.softphones.take(ContactInfo(contact.uri, contact.username, status))

    def standing(self) -> list[tuple[str, bool]]:
        return [(device.softphone, device.reachable) for device in self.softphones.devices()]


@pytest.fixture
def office() -> Office:
    return Office()


async def test_accounts_are_told_kind_by_kind_and_never_with_a_secret(office: Office) -> None:
    await office.softphones.use([ANN, BEN])
    told = [each for each in office.asterisk.asked if each.startswith("PUT")]
    assert told == [f"PUT {kind}/{name}" for kind in ("auth", "aor", "endpoint") for name in ("annsname", "bensname")]
    assert office.asterisk.objects["auth/annsname"] == {
        "auth_type": "digest",
        "username": "annsname",
        "realm": "sip",
        "password_digest": f"MD5:{'a' * 32}",
    }
    asked = office.asterisk.asked
    assert asked.index("POST applications/offhook-phones/subscription") > asked.index("PUT endpoint/bensname")


async def test_what_endpoints_are_told_masks_and_leads_nowhere(office: Office) -> None:
    await office.softphones.use([ANN, BEN])
    for name in ("annsname", "bensname"):
        endpoint = office.asterisk.objects[f"endpoint/{name}"]
        off = ("direct_media", "send_pai", "send_rpid", "trust_id_inbound", "send_connected_line", "allow_transfer")
        assert {endpoint[setting] for setting in off} == {"no"}
        assert (endpoint["context"], endpoint["identify_by"], endpoint["auth"]) == ("softphones", "username", name)
        assert (endpoint["rewrite_contact"], endpoint["rtp_timeout"]) == ("yes", "5")
    assert "webrtc" not in office.asterisk.objects["endpoint/annsname"]
    assert office.asterisk.objects["endpoint/bensname"]["webrtc"] == "yes"


async def test_only_differences_are_told(office: Office) -> None:
    await office.softphones.use([ANN])
    office.asterisk.asked.clear()
    await office.softphones.use([ANN])
    assert office.asterisk.asked == []
    renewed = SoftphoneAccount(ANN.softphone, ANN.username, "c" * 32, browser=False)
    await office.softphones.use([renewed])
    assert [each for each in office.asterisk.asked if not each.startswith("POST")] == ["PUT auth/annsname"]


async def test_one_that_is_let_in_no_more_is_cut_off_the_endpoint_first(office: Office) -> None:
    await office.softphones.use([ANN])
    office.tells(DESK, "Reachable")
    office.asterisk.asked.clear()
    await office.softphones.use([])
    told = [each for each in office.asterisk.asked if not each.startswith("GET")]
    assert told == ["DELETE endpoint/annsname", "DELETE aor/annsname", "DELETE auth/annsname"]
    assert (office.softphones.devices(), office.vanished) == ([], [device_of(DESK)])


async def test_a_new_connection_tells_everything_again_and_forgets_what_is_not_wanted(office: Office) -> None:
    await office.softphones.use([ANN])
    office.asterisk.objects.clear()
    office.asterisk.objects["endpoint/oldname"] = {}
    await office.softphones.connected()
    await office.softphones.use([ANN])
    assert sorted(office.asterisk.objects) == ["aor/annsname", "auth/annsname", "endpoint/annsname"]


@pytest.mark.behaviour("P6")
async def test_a_phone_that_comes_back_before_its_account_is_subscribed_to_is_seen(office: Office) -> None:
    await office.softphones.use([ANN])
    await office.softphones.connected()
    office.asterisk.signs_in = DESK
    await office.softphones.use([ANN])
    assert office.standing() == [(ANN.softphone, True)]


async def test_what_asterisk_has_already_gets_its_secret_only(office: Office) -> None:
    await office.softphones.use([ANN])
    await office.softphones.connected()
    office.asterisk.asked.clear()
    await office.softphones.use([ANN])
    assert [each for each in office.asterisk.asked if each.startswith("PUT")] == ["PUT auth/annsname"]


async def test_accounts_that_asterisk_was_away_for_are_told_with_the_next_connection(office: Office) -> None:
    office.asterisk.away = True
    await office.softphones.use([ANN])
    office.asterisk.away = False
    await office.softphones.connected()
    await office.softphones.use([ANN])
    assert "endpoint/annsname" in office.asterisk.objects


async def test_one_that_is_refused_keeps_no_other_out_and_is_told_again(office: Office) -> None:
    office.asterisk.refuses = "aor/annsname"
    await office.softphones.use([ANN, BEN])
    assert "endpoint/bensname" in office.asterisk.objects
    assert "endpoint/annsname" not in office.asterisk.objects
    office.asterisk.refuses = ""
    await office.softphones.use([ANN, BEN])
    assert "endpoint/annsname" in office.asterisk.objects


@pytest.mark.behaviour("P6")
async def test_a_phone_comes_answers_vanishes_comes_back_and_leaves(office: Office) -> None:
    await office.softphones.use([ANN])
    office.tells(DESK, "NonQualified")
    assert office.standing() == [(ANN.softphone, False)]
    for status, reachable in (("Reachable", True), ("NonQualified", True), ("Unreachable", False), ("Reachable", True)):
        office.tells(DESK, status)
        assert office.standing() == [(ANN.softphone, reachable)]
    assert office.vanished == [device_of(DESK)]
    assert office.softphones.contact(device_of(DESK)) == DESK
    office.tells(DESK, "Removed")
    assert (office.standing(), office.vanished) == ([], [device_of(DESK)] * 2)
    assert office.softphones.contact(device_of(DESK)) is None


@pytest.mark.behaviour("P6")
async def test_nobody_is_taken_for_lost_before_it_is_known_who_is_there(office: Office) -> None:
    desk = device_of(DESK)
    await office.softphones.use([ANN])
    assert not office.softphones.lost(desk)
    office.asterisk.deaf = True
    await office.softphones.connected()
    assert not office.softphones.lost(desk)
    office.asterisk.deaf = False
    await office.softphones.connected()
    assert office.softphones.lost(desk)
    office.asterisk.registered(DESK)
    await office.softphones.connected()
    assert not office.softphones.lost(desk)
    office.tells(DESK, "Unreachable")
    assert office.softphones.lost(desk)


async def test_what_a_phone_is_and_where_is_learnt_and_fit_to_be_shown(office: Office) -> None:
    office.asterisk.registered(DESK)
    await office.softphones.use([ANN])
    office.tells(DESK, "Reachable")
    await eventually(lambda: office.softphones.devices()[0].agent == "Desk phone 1.0", "its name is known")
    (device,) = office.softphones.devices()
    assert device.address == "192.0.2.7:5060"
    assert device.id == f"device_{hashlib.sha256(f'annsname {DESK.uri}'.encode()).hexdigest()[:24]}"


async def test_several_phones_of_a_softphone_are_told_apart(office: Office) -> None:
    await office.softphones.use([ANN])
    office.tells(DESK, "Reachable")
    office.tells(Contact("annsname", "sip:annsname@192.0.2.8:5060"), "Reachable")
    assert len({device.id for device in office.softphones.devices()}) == 2


async def test_strangers_registrations_are_nobodys(office: Office) -> None:
    await office.softphones.use([ANN])
    office.tells(Contact("somebody", "sip:somebody@192.0.2.9"), "Reachable")
    assert (office.standing(), office.changes) == ([], 0)


async def test_a_new_connection_finds_who_is_signed_in_and_who_left_meanwhile(office: Office) -> None:
    gone = Contact("annsname", "sip:annsname@192.0.2.8:5060")
    dead = Contact("bensname", f"sip:bensname@192.0.2.9:40000;transport=ws;x-ast-orig-host={'x' * 40}.invalid:0")
    await office.softphones.use([ANN, BEN])
    office.tells(gone, "Reachable")
    office.asterisk.registered(DESK)
    office.asterisk.registered(dead, "Unavail")
    await office.softphones.connected()
    assert sorted(office.standing()) == [(ANN.softphone, True), (BEN.softphone, False)]
    assert office.softphones.contact(device_of(DESK)) == DESK
    assert office.softphones.contact(device_of(dead)) == dead, "what the console cuts off is looked up"
    assert office.vanished == [device_of(gone)]


async def test_a_console_that_is_silent_keeps_nobody_from_calling(office: Office) -> None:
    office.asterisk.deaf = True
    await office.softphones.use([ANN])
    office.tells(DESK, "Reachable")
    await office.softphones.connected()
    assert office.standing() == [(ANN.softphone, True)]


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("sip:a@192.0.2.7:5060;ob", "192.0.2.7:5060"),
        ("sip:192.0.2.7", "192.0.2.7"),
        ("sips:a@[2001:db8::1]:5061;transport=tls", "[2001:db8::1]:5061"),
        ("sip:a@host.example;x=@y", "host.example"),
        ("tel:+12025550100", ""),
        ("", ""),
    ],
)
def test_addresses(uri: str, address: str) -> None:
    assert softphones._address(uri) == address
