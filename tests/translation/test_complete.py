"""What people read most is translated into every language: timelines, reasons, routes, and what pages are refused."""

from __future__ import annotations

import pytest

from offhook.calls.values import Cause, Disposition, Phrase, Role
from offhook.records import words
from offhook.records.calling_off import CalledOff
from offhook.routing.hours import DAYS
from offhook.speech.catalogue import packaged
from offhook.translation.catalogue import ENGLISH, catalogue, languages
from tests.translation.sentences import audited, outcomes, problems, yielded

OTHERS = [language for language in languages() if language != ENGLISH]
SEEN_ON_PAGES = (
    *("blocks", "checks.py", "contacts", "dialing", "limits", "lines", "numbers.py", "people", "routing", "softphones"),
    *(
        "carriers",
        "provisioning",
        "web/carrier_accounts.py",
        "web/carrier_shop.py",
        "trunks",
        "web/calls.py",
        "web/talks.py",
        "web/duty.py",
        "web/greetings.py",
        "web/mails.py",
        "web/members.py",
    ),
    *(
        "texting",
        "web/messages.py",
        "web/passkeys.py",
        "web/passwords.py",
        "web/practice_phones.py",
        "web/sessions.py",
        "web/softphones.py",
        "web/voicemails.py",
    ),
)
"""Parts whose problems a page shows; those of others are for terminals and programs, which read English."""


def untranslated(language: str, said: list[str]) -> list[str]:
    return [each for each in said if catalogue(language).find(each) is None]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.behaviour("X3")
def test_a_timeline_has_no_english_in_it(language: str) -> None:
    said = [line for line in yielded("records/timeline.py") if set(line) - set("X1234")]
    assert len(said) > 40
    assert untranslated(language, said) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.behaviour("X3")
def test_every_reason_and_outcome_is_translated(language: str) -> None:
    ended = [
        words.why_it_ended(cause, role, unseen=unseen, by_us=by_us)
        for cause in Cause
        for role in Role
        for unseen in (False, True)
        for by_us in (None, Cause.BUSY, Cause.NORMAL)
    ]
    came_out = [words.how_it_came_out(each, inbound=inbound) for each in Disposition for inbound in (False, True)]
    heard = [words.what_is_said(Phrase(key)) for key in packaged()[ENGLISH].phrases]
    recorded = [words.what_is_said(Phrase(key, sound="x")) for key in ("voicemail.greeting", "mailbox.message", "")]
    reasons = [
        *(each for each in outcomes("flows") if set(each) - set("X123 ")),
        "the caller hung up during the greeting of the voicemail",
    ]
    said = [*ended, *came_out, *reasons, *heard, *recorded, *CalledOff, *map(words.whose_phone, Role), *DAYS]
    assert untranslated(language, [str(each) for each in said]) == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_pages_are_refused_and_what_was_done_is_translated(language: str) -> None:
    said = [sentence for part in SEEN_ON_PAGES for sentence in problems(part)] + list(audited("web"))
    missing = untranslated(language, said)
    # A new sentence may be a step ahead of its translations, and is read in English until then; not many may.
    assert len(missing) <= len(said) // 10, missing
