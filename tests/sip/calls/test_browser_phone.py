"""The phone in the browser, end to end: a real Chromium with the real app, over TLS, takes calls that it hears."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import monotonic

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from offhook.practice.call import PhoneCall
from offhook.practice.hearing import tone_level, tone_spans
from offhook.practice.phones import Rings, Tone
from tests.furnish import DANA
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import LAB, Lab, hears, hums, lab
from tests.sip.calls.office import Office
from tests.sip.support.browser import carried, chromium, heard, killed, tls_context, window
from tests.sip.support.relay import Relay
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

LINE, SHOWN = "+12025550591", "+1 202 555 0591"
EMAIL, PASSWORD = "ann@example.com", "violet kettle drum"
CALLER_HUMS, PAGE_HUMS = 440.0, 880.0
OUTSIDE = "198.51.100.4"
SHOWS_WITHIN = 10.0
"""Seconds in which its owner sees that it can't be reached."""
SIGNED_IN_WITHIN = 20.0
"""Seconds for what nobody is promised a time: signing in, and the end of a call whose signalling was cut meanwhile.
Where Asterisk does not hear of the new way at once, it asks after the call by itself some fourteen seconds later."""


@dataclass
class Desk:
    """An office, a browser, and the way between them, at which the app is an https:// address."""

    here: Lab
    browser: Browser
    way: Relay

    @property
    def office(self) -> Office:
        return self.here.office

    async def called(self) -> PhoneCall:
        """A call to the line, from a phone that hums once it is answered."""
        caller = await self.here.phone(DANA, Rings())
        return await caller.dial(f"sip:{LINE}@127.0.0.1:{self.office.sip_port}", then=(Tone(CALLER_HUMS),))

    async def state(self) -> str:
        """How the phone in the browser stands, as its owner and colleagues are told."""
        found = (await self.office.ask("GET", "softphones"))["items"]
        return str(found[0]["state"]) if found else "none"

    async def becomes(self, state: str, within: float = SHOWS_WITHIN) -> None:
        async def holds() -> bool:
            return await self.state() == state

        await eventually(holds, f"the browser's phone is {state}", within)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("office")
    # As behind address translation; the browser is on the inner side.
    translated = {"OFFHOOK_ASTERISK_EXTERNAL_ADDRESS": OUTSIDE}
    async with lab(folder, settings=translated) as here, chromium(folder, hums=PAGE_HUMS) as browser:
        office = here.office
        me = (await office.ask("GET", "members/me"))["id"]
        await office.ask("PATCH", f"members/{me}", {"email": EMAIL})
        await office.ask("PUT", f"members/{me}/password", {"password": PASSWORD})
        await office.add_line(LINE, LAB)
        await office.ask("PUT", f"lines/{LINE}/route", {"agents": [me], "agents_on": False, "voicemail_on": False})
        async with Relay(office.http_port, tls_context(folder)) as way:
            yield Desk(here, browser, way)
        assert office.complaints() == []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tabs(desk: Desk) -> AsyncIterator[BrowserContext]:
    """The window of somebody who has signed in."""
    async with window(desk.browser, f"https://127.0.0.1:{desk.way.port}") as tabs:
        page = await tabs.new_page()
        await page.goto("/settings")
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("heading", name="Phone in this browser")).to_be_visible()
        yield tabs


@pytest.fixture
def page(tabs: BrowserContext) -> Page:
    """Its tab."""
    return tabs.pages[0]


def call_on(page: Page) -> Locator:
    """The call that the browser has, once the server has told of it: before that it has no name but a number."""
    return page.get_by_role("region", name="Your calls").locator("article:not(.call-over)")


async def loudness(page: Page, hz: float) -> float:
    """How loud the page hears a tone, in dBov, once that is clear of anything else for 0.3 s at least.

    A busy machine makes calls stutter, so it is listened again until then.
    """
    levels: list[float] = []

    async def clear() -> bool:
        sound = await heard(page)
        spans = [sound.between(span.start, span.end) for span in tone_spans(sound, hz) if span.seconds >= 0.3]
        levels.extend(tone_level(span, hz).dbov for span in spans)
        return bool(spans)

    await eventually(clear, f"the page hears {hz:g} Hz", 15.0)
    return levels[0]


@pytest.mark.behaviour("P1", "P7", "E3")
async def test_a_call_is_taken_in_the_browser_and_both_hear_each_other(
    desk: Desk, page: Page, measured: Measured
) -> None:
    await page.get_by_role("button", name="Switch on").click()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible()
    await expect(page.get_by_text(f"Answers for {SHOWN}.")).to_be_visible()
    await desk.becomes("registered", SIGNED_IN_WITHIN)

    dialled = monotonic()
    dana = await desk.called()
    await expect(page.get_by_text("Dana calls")).to_be_visible()
    measured("call to the line until the browser shows who calls", monotonic() - dialled)
    accepted = monotonic()
    await page.get_by_role("button", name="Accept").click()
    await dana.answered()
    measured("click on Accept until the caller is answered", monotonic() - accepted)
    await expect(call_on(page).get_by_text("Connected", exact=True)).to_be_visible()
    await expect(page.get_by_role("region", name="Current call")).to_be_hidden()
    await hears(dana, PAGE_HUMS)
    assert -18 < await loudness(page, CALLER_HUMS) < -8, "it is sent at -12 dBov"

    how = await carried(page)
    assert (how["dtls"], how["codec"]) == ("connected", "audio/opus")
    assert how["srtp"]
    assert how["remote"] != OUTSIDE
    assert f" {OUTSIDE} " in how["offer"]
    # Asterisk could not look names of mDNS up: with the microphone allowed a browser tells its addresses.
    assert re.search(r"a=candidate:.* typ host", how["answer"])
    assert ".local" not in how["answer"]

    await dana.hang_up()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible()


@pytest.mark.behaviour("P1")
async def test_it_mutes_and_hangs_up_and_declines(desk: Desk, page: Page) -> None:
    dana = await desk.called()
    await page.get_by_role("button", name="Accept").click()
    await hears(dana, PAGE_HUMS)
    await call_on(page).get_by_role("button", name="Mute").click()
    await expect(call_on(page).get_by_role("button", name="Unmute")).to_be_visible()
    await dana.hears_silence(after=dana.sound().seconds)
    await call_on(page).get_by_role("button", name="Hang up").click()
    await dana.closed()

    dana = await desk.called()
    await page.get_by_role("button", name="Decline").click()
    await dana.hears_speech()  # that nobody can take the call
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible()
    await dana.hang_up()


async def test_it_calls_a_number_which_hears_it_and_presses_keys(desk: Desk, page: Page) -> None:
    danas = await desk.here.dana(hums(CALLER_HUMS, after=0.5))
    shows = page.get_by_label("Calls from here show")
    await shows.select_option(label=SHOWN)
    await expect(shows).to_have_value(re.compile("line_"))
    await page.get_by_label("number or extension").fill(DANA)
    await page.get_by_role("button", name="Call", exact=True).click()
    await expect(call_on(page).get_by_role("heading", name="Dana")).to_be_visible()
    dana = await danas.answered()
    assert dana.caller.number == LINE
    await hears(dana, PAGE_HUMS)
    assert -18 < await loudness(page, CALLER_HUMS) < -8
    await call_on(page).get_by_role("button", name="Keypad").click()
    await call_on(page).get_by_role("button", name="4").click()
    await dana.gets_digits("4")
    await dana.hang_up()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible()


@pytest.mark.behaviour("T6", "P1", "E3")
async def test_a_click_to_call_begins_in_the_browser_which_takes_its_own_leg(
    desk: Desk, page: Page, measured: Measured
) -> None:
    danas = await desk.here.dana(hums(CALLER_HUMS, after=0.5))
    await page.get_by_role("link", name="Dial").click()
    await expect(page.get_by_role("button", name=re.compile("^Call me at This browser"))).to_be_visible()
    await page.get_by_label("Call from").select_option(LINE)
    await page.get_by_role("combobox", name="Name or number").fill(DANA)
    clicked = monotonic()
    await page.get_by_role("button", name=re.compile("^Call( Dana)?$")).click()
    dana = await danas.answered()
    measured("click on Call in the browser until the contact has answered", monotonic() - clicked)
    assert dana.caller.number == LINE
    await hears(dana, PAGE_HUMS)
    assert -18 < await loudness(page, CALLER_HUMS) < -8
    bar = call_on(page)
    await expect(bar.get_by_text("connected", exact=True)).to_have_count(2)
    await bar.get_by_role("button", name="Mute").click()
    await dana.hears_silence(after=dana.sound().seconds)
    await bar.get_by_role("button", name="Keypad").click()
    await bar.get_by_role("button", name="7").click()
    await dana.gets_digits("7")
    await bar.get_by_role("button", name="Hang up").click()
    await dana.closed()
    await page.get_by_role("link", name="Settings").click()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible()


@pytest.mark.behaviour("P7")
async def test_switched_off_it_is_signed_out_while_its_owner_is_not(desk: Desk, page: Page) -> None:
    await page.get_by_role("button", name="Switch off").click()
    await desk.becomes("signed_out")
    await page.get_by_role("button", name="Switch on").click()
    await desk.becomes("registered", SIGNED_IN_WITHIN)


async def test_a_call_outlives_its_signalling_and_its_end_comes_over_the_next(desk: Desk, page: Page) -> None:
    dana = await desk.called()
    await page.get_by_role("button", name="Accept").click()
    await hears(dana, PAGE_HUMS)
    await desk.way.cut()
    await expect(page.get_by_text("reconnecting: the call goes on")).to_be_visible()
    await hears(dana, PAGE_HUMS, from_now=True)
    await desk.way.open()
    await expect(page.get_by_text("reconnecting: the call goes on")).to_be_hidden()
    await hears(dana, PAGE_HUMS, from_now=True)
    await dana.hang_up()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible(timeout=SIGNED_IN_WITHIN * 1000)


async def test_one_tab_is_the_phone_and_another_shows_it_and_takes_over(desk: Desk, tabs: BrowserContext) -> None:
    other = await tabs.new_page()
    await other.goto("/settings")
    await expect(other.get_by_text("Another tab of this browser is your phone.")).to_be_visible()
    await expect(other.get_by_text("Ready: calls ring here")).to_be_visible()
    await other.get_by_role("button", name="Use this tab instead").click()
    await expect(tabs.pages[0].get_by_text("Another tab of this browser is your phone.")).to_be_visible()
    await desk.becomes("registered", SIGNED_IN_WITHIN)
    await other.close()
    await expect(tabs.pages[0].get_by_text("Ready: calls ring here")).to_be_visible()
    await desk.becomes("registered", SIGNED_IN_WITHIN)


@pytest.mark.behaviour("P6")
async def test_a_lost_network_is_shown_on_both_sides_within_ten_seconds_and_it_comes_back_by_itself(
    desk: Desk, page: Page, measured: Measured
) -> None:
    """A network that swallows everything, as Wi-Fi out of reach does: nothing is closed, and nothing comes through."""
    lost = monotonic()
    desk.way.stall()
    await expect(page.get_by_text("Calls don’t reach this browser.")).to_be_visible(timeout=SHOWS_WITHIN * 1000)
    measured("network lost until the browser says so", monotonic() - lost)
    await desk.becomes("unreachable", SHOWS_WITHIN - (monotonic() - lost))
    desk.way.flow()
    await expect(page.get_by_text("Ready: calls ring here")).to_be_visible(timeout=20_000)
    await desk.becomes("registered", SIGNED_IN_WITHIN)


@pytest.mark.behaviour("P6")
async def test_a_browser_that_dies_is_shown_as_away_within_ten_seconds(
    desk: Desk, page: Page, measured: Measured
) -> None:
    died = monotonic()
    await killed(desk.browser)
    await desk.becomes("signed_out")
    measured("browser killed until its owner is shown as away", monotonic() - died)
