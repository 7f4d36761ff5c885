"""The app in Chromium, Firefox and WebKit on one Asterisk: a call with two SIP phones, and a walk through the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.practice.phones import HangUp, Rings, Tone
from tests.furnish import ANN, DANA, LINE
from tests.practice import audio
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, LAB, Lab, hears, lab
from tests.sip.support.driven import HUMS, driven_chromium, driven_firefox, driven_webkit
from tests.sip.support.walk import WITHIN, Walk, called, field
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

EMAIL, PASSWORD = "owner@example.com", "violet kettle drum"
STRANGER = "+12025550133"
CALLER_HUMS, GREETING_HUMS = 500.0, 700.0
PEOPLE = "Name,Phone\nPetra Vogel,+49 30 901821\nEve,12\n"
LEVEL = """window.calls.at(-1).getStats().then(stats =>
  Math.max(0, ...[...stats.values()].filter(e => e.type === 'inbound-rtp').map(e => e.audioLevel ?? 0)))"""
"""How loud the last call of a page is, of 1. A sine at -12 dBov, as phones send it, is 0.35."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    """An office whose owner can sign in; somebody leaves a voicemail there meanwhile."""
    async with lab(tmp_path_factory.mktemp("office")) as here:
        office = here.office
        me = (await office.ask("GET", "members/me"))["id"]
        await office.ask("PATCH", f"members/{me}", {"email": EMAIL})
        await office.ask("PUT", f"members/{me}/password", {"password": PASSWORD})
        greeting = audio.write(tmp_path_factory.mktemp("greeting") / "greeting.wav", audio.sine(GREETING_HUMS, 1.0))
        await office.put_file(f"lines/{LINE}/greeting", greeting.read_bytes())
        stranger = await here.phone(STRANGER, Rings())
        speaks = (Tone(CALLER_HUMS, seconds=10.0), HangUp())
        await stranger.dial(f"sip:{LINE}@127.0.0.1:{office.sip_port}", then=speaks)
        yield here
        assert office.complaints() == []


async def signs_in(walk: Walk, here: Lab) -> None:
    await walk.browser.visit(f"http://127.0.0.1:{here.office.http_port}")
    await walk.types(field("E-mail"), EMAIL)
    await walk.types(field("Password"), PASSWORD)
    await walk.presses(called("Sign in"))


async def calls(walk: Walk, here: Lab) -> None:
    """From the Dial tab, with one phone that presses a key and another that answers, each leg seen as it changes."""
    anns, danas = await here.phone(ANN, Rings()), await here.phone(DANA, Rings())
    known = called("Call me at")
    await walk.until(f"{known} ?? {field('Call me at')}", "one's own phone is asked for")
    if await walk.browser.value(f"Boolean({known})"):
        await walk.presses(known)
    await walk.types(field("Call me at"), ANN)
    await walk.types("document.querySelector('[role=combobox]')", "+1 202 555 0122")
    here.carrier.freeze()  # so that the phone is called for a while before it rings
    try:
        await walk.presses(called("Call Dana"))
        await walk.sees_leg("Your phone", "calling")
    finally:
        here.carrier.thaw()
    ann = await anns.rang(WITHIN)
    await walk.sees_leg("Your phone", "ringing")
    await ann.answer(WITHIN)
    await walk.sees_leg("Your phone", "answered")
    await walk.sees("Press any key on your phone to call Dana.")
    await ann.press("1", WITHIN)
    dana = await danas.rang(WITHIN)
    await walk.sees_leg("Dana", "ringing")
    assert (ann.caller.number, dana.caller.number) == (LINE, LINE)
    await dana.answer(WITHIN)
    await walk.sees_leg("Your phone", "connected")
    await walk.sees_leg("Dana", "connected")
    await dana.plays_tone(DANA_HUMS)
    await ann.plays_tone(ANN_HUMS)
    await hears(ann, DANA_HUMS, within=WITHIN)
    await hears(dana, ANN_HUMS, within=WITHIN)
    await walk.pictures("call")
    await dana.hang_up(WITHIN)
    await walk.sees_leg("Dana", "hung up")
    await walk.sees_leg("Your phone", "hung up")
    await walk.sees("The call is over")
    await ann.closed(WITHIN)


async def finds_it_in_history(walk: Walk) -> None:
    await walk.goes_to("History")
    await walk.presses(called("Dana", "main li a"))
    await walk.sees("Call with Dana", "Your phone")
    await walk.pictures("call-page")


@pytest.mark.behaviour("V1", "V2", "T6", "E1", "U1")
async def test_chromium_follows_a_call_between_two_phones(here: Lab, tmp_path: Path) -> None:
    async with driven_chromium(tmp_path) as browser:
        walk = Walk(browser)
        await signs_in(walk, here)
        await calls(walk, here)
        await finds_it_in_history(walk)


async def saves_a_route(walk: Walk, line: str) -> None:
    """In the editor: what a change would do is seen before it is saved, and it is there after a reload."""
    await walk.goes_to("Lines")
    await walk.presses(called(line, "main a"))
    await walk.presses(called("Change whom it rings", "main a"))
    await walk.sees("This rings nobody", "Nobody is rung.")
    await walk.presses(called("nobody"))
    await walk.chooses("document.querySelector('select[aria-label=\"Add somebody …\"]')", "Owner")
    await walk.sees("With your changes", "What changes", "Owner on all their phones", "As it is saved")
    await walk.pictures("route")
    await walk.presses(called("Save route"))
    await walk.until("!document.body.innerText.includes('With your changes')", "the route is saved")
    await walk.browser.visit(await walk.browser.value("location.href"))
    await walk.sees("ring Owner on all their phones")


async def loudness(walk: Walk, *, above: float = -1, below: float = 2) -> bool:
    """Whether what the page hears is so loud."""
    return above < float(await walk.browser.value(LEVEL)) < below


async def answers_in_the_browser(walk: Walk, here: Lab, line: str) -> None:
    """Somebody calls the line, whose route rings this browser; they hear each other, and that is measured."""
    await walk.goes_to("Settings")
    await walk.presses(called("Switch on"))
    await walk.sees("Ready: calls ring here")

    async def is_registered() -> bool:
        found = (await here.office.ask("GET", "softphones"))["items"]
        return [each["state"] for each in found] == ["registered"]

    await eventually(is_registered, "others see that this browser can be rung", WITHIN)
    await here.phone(ANN, Rings())  # the owner's own phone, which is rung too
    phone = await here.phone(DANA, Rings())
    dana = await phone.dial(f"sip:{line}@127.0.0.1:{here.office.sip_port}", then=(Tone(CALLER_HUMS),))
    await walk.sees("Dana calls")
    await walk.pictures("rings")
    await walk.presses(called("Accept"))
    await hears(dana, HUMS, within=WITHIN)
    await eventually(lambda: loudness(walk, above=0.2), "the caller is heard", WITHIN)
    await dana.quiet()
    await eventually(lambda: loudness(walk, below=0.01), "the caller's silence is heard", WITHIN)
    await walk.sees("Connected")
    await walk.presses(called("Mute"))
    await dana.hears_silence(WITHIN, after=dana.sound().seconds)
    await walk.presses(called("Hang up"))
    await dana.closed(WITHIN)


async def is_told_that_it_cant(walk: Walk) -> None:
    """WebKit as Debian builds it has no WebRTC."""
    assert await walk.browser.value("typeof RTCPeerConnection") == "undefined"
    await walk.goes_to("Settings")
    await walk.sees("This browser can’t take calls", "Open Offhook in Chrome, Edge, Firefox or Safari")
    await walk.pictures("without-calls", of="document.getElementById('phone-card')")


async def changes_duty(walk: Walk) -> None:
    await walk.goes_to("Settings")
    for becomes in ("Off duty", "On duty"):
        await walk.presses("document.querySelector('[role=switch]')")
        await walk.sees(becomes)


async def hears_a_voicemail(walk: Walk, here: Lab) -> None:
    """The one that somebody left on the telephone: it plays, and is new no more."""

    async def kept() -> bool:
        items = (await here.office.ask("GET", "voicemails"))["items"]
        return [each["state"] for each in items] == ["kept"]

    await eventually(kept, "the voicemail is kept", WITHIN)
    (message,) = (await here.office.ask("GET", "voicemails"))["items"]
    await here.office.ask("PATCH", f"voicemails/{message['id']}", {"heard": False})
    await walk.goes_to("Voicemail")
    await walk.presses(called("Play the message"))
    position = "Number(document.querySelector('input[type=range]').value)"
    for seconds in (0, 1):
        await walk.until(f"{position} > {seconds}", f"it plays past {seconds} s")
    await walk.until(called("Mark as new"), "it was heard")
    await walk.pictures("voicemail")


async def imports_a_bad_file(walk: Walk, folder: Path) -> None:
    """One that is no table is refused; one with a bad row is taken, but for that row, and the page says which."""
    picture, table = folder / "holiday.csv", folder / "people.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    table.write_text(PEOPLE)
    choice = "document.querySelector('input[type=file]')"
    await walk.goes_to("Contacts")
    await walk.presses(called("Import", "main a"))
    await walk.until(choice, "a file can be chosen")
    await walk.browser.choose(choice, picture)
    await walk.sees("not a text file")
    await walk.browser.choose(choice, table)
    await walk.sees("What becomes of the first rows", "refused")
    await walk.presses(called("Import 2 rows"))
    await walk.sees("Rows that were refused", "Eve · 12")
    await walk.pictures("imported")


@pytest.mark.behaviour("U1", "V1", "V2", "T6", "E1", "E6", "U10", "X4")
async def test_firefox_is_walked_through(here: Lab, tmp_path: Path) -> None:
    profile, line = tmp_path / "profile", "+12025550595"
    profile.mkdir()
    await here.office.add_line(line, LAB)
    async with driven_firefox(profile) as browser:
        walk = Walk(browser)
        await signs_in(walk, here)
        await calls(walk, here)
        await finds_it_in_history(walk)
        await saves_a_route(walk, "+1 202 555 0595")
        await answers_in_the_browser(walk, here, line)
        await changes_duty(walk)
        await hears_a_voicemail(walk, here)
        await imports_a_bad_file(walk, tmp_path)
        await signs_out(walk)


@pytest.mark.behaviour("U1", "V1", "V2", "T6", "E1", "E6", "U10", "X4")
async def test_webkit_is_walked_through(here: Lab, tmp_path: Path) -> None:
    await here.office.add_line("+12025550596", LAB)
    async with driven_webkit(tmp_path) as browser:
        walk = Walk(browser)
        await signs_in(walk, here)
        await calls(walk, here)
        await finds_it_in_history(walk)
        await saves_a_route(walk, "+1 202 555 0596")
        await is_told_that_it_cant(walk)
        await changes_duty(walk)
        await hears_a_voicemail(walk, here)
        await imports_a_bad_file(walk, tmp_path)
        await signs_out(walk)


async def signs_out(walk: Walk) -> None:
    await walk.goes_to("Settings")
    await walk.presses(called("Sign out"))
    await walk.until(field("Password"), "nobody is signed in any more")
