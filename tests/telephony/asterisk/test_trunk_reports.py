"""Asterisk 22.10's own prints, read."""

import pytest

from offhook.calls.values import TrunkId
from offhook.telephony.asterisk import trunk_reports
from offhook.telephony.asterisk.dial_strings import NotDialled
from offhook.telephony.asterisk.trunk_reports import Contact
from offhook.telephony.port import Registration

LAB, LONG = TrunkId("trunk_lab"), TrunkId("trunk_01kahv7q3m8w2x4y6z0a1b2c3d")

CONTACT = """
      Aor:  <Aor..............................................>  <MaxContact>
    Contact:  <Aor/ContactUri............................> <Hash....> <Status> <RTT(ms)..>
==========================================================================================

      Aor:  trunk_lab                                            0
    Contact:  trunk_lab/sip:127.0.0.1:11152                ff2539f97b Avail         0.824


 ParameterName        : ParameterValue
 ==========================================
 contact              : sip:127.0.0.1:11152
"""
REGISTRATIONS = """
 <Registration/ServerURI..............................>  <Auth....................>  <Status.......>
==========================================================================================

 trunk_01kahv7q3m8w2x4y6z0a1b2c3d/sip:127.0.0.1:16539    trunk_01kahv7q3m8w2x4y6z0a1b2c3d  Rejected          (exp. 29s)
 trunk_good/sip:127.0.0.1:11152                          trunk_good                  Registered        (exp. 589s)
 trunk_silent/sip:127.0.0.1:12449                        trunk_silent                Unregistered      (exp. 1s ago)

Objects found: 3

"""


def test_a_contact_that_answers() -> None:
    assert trunk_reports.contact(CONTACT, LAB) == Contact(True, 0.824)


@pytest.mark.parametrize("status", ["Unavail        -nan", "NonQual        -nan", "Unknown         nan"])
def test_a_contact_that_does_not(status: str) -> None:
    assert trunk_reports.contact(CONTACT.replace("Avail         0.824", status), LAB) == Contact(False)


def test_a_long_name_cuts_the_address_short() -> None:
    printed = "    Contact:  trunk_01kahv7q3m8w2x4y6z0a1b2c3d/sip:1 10981e8f98 Avail         4.483\n"
    assert trunk_reports.contact(printed, LONG) == Contact(True, 4.483)


@pytest.mark.parametrize(
    "printed", ["", "Unable to find object trunk_lab.\n\n", CONTACT.replace("trunk_lab", "trunk_b")]
)
def test_no_contact(printed: str) -> None:
    assert trunk_reports.contact(printed, LAB) is None


def test_registrations() -> None:
    assert trunk_reports.registrations(REGISTRATIONS) == {
        LONG: Registration.REJECTED,
        "trunk_good": Registration.REGISTERED,
        "trunk_silent": Registration.UNREGISTERED,
    }
    assert trunk_reports.registrations("No objects found.\n\n") == {}


@pytest.mark.parametrize("name", ["trunk_a\0core stop now", "trunk_a; core stop now", "*all", ""])
def test_nothing_but_a_trunk_gets_into_a_command(name: str) -> None:
    for command in (trunk_reports.show_contact, trunk_reports.qualify, trunk_reports.register_again):
        with pytest.raises(NotDialled):
            command(TrunkId(name))
