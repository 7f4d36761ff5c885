"""The simulation itself: it repeats itself, and its checks find what they are for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import pytest
from msgspec import structs

from offhook.calls.commands import Command
from offhook.calls.events import Answered, Ended, Event, Restarted
from offhook.calls.facts import Facts
from offhook.calls.values import E164, CallId, Cause, Inbound, LegId, Role
from offhook.flows.parts.prompt import Key
from offhook.records import store as records
from offhook.records.record import CallRecord
from offhook.switchboard import reconciling, recovery
from offhook.switchboard.beginning import Receiving
from offhook.telephony.port import Surviving
from offhook.telephony.simulated import Network, Person, SimulatedTelephony
from offhook.voicemail import store as voicemails
from tests.simulation import company
from tests.simulation.company import Company
from tests.simulation.invariants import wrongs
from tests.simulation.plan import INBOUND_EVERY, draw
from tests.simulation.story import Story, tell
from tests.simulation.world import World, play
from tests.virtual import run_now

SEARCHED = 400


def told(run: World) -> list[object]:
    """Everything of a run."""
    return [
        [(story.row, list(story.entries)) for story in tell(run)],
        [(leg.leg, leg.asked, leg.ended, leg.cause, leg.keys, leg.heard) for leg in run.network.truth.legs],
        run.kills,
        run.seconds,
    ]


@pytest.mark.parametrize("seed", range(10))
def test_a_seed_repeats_itself(seed: int) -> None:
    assert draw(seed) == draw(seed)
    assert told(play(seed)) == told(play(seed))


def test_seeds_differ() -> None:
    assert len({draw(seed).in_words() for seed in range(100)}) == 100


def test_much_goes_wrong_and_much_comes_about() -> None:
    dispositions, reasons, uncertain, kills, talks = set(), set(), 0, 0, 0
    for seed in range(150):
        run = play(seed)
        kills += len(run.kills)
        for story in tell(run):
            dispositions.add(story.row.disposition)
            reasons |= {entry.event.reason for entry in story.entries if isinstance(entry.event, Restarted)}
            uncertain += not story.row.certain
            talks += story.talked_us > 0
    assert dispositions >= {"answered", "no_key", "member_unreached", "abandoned", "cancelled", "refused", "no_answer"}
    assert reasons >= {"the worker was restarted", "the connection was lost", "the switch has stopped"}
    assert min(uncertain, kills, talks) > 30


def test_what_waits_for_real_time_is_found() -> None:
    class Forever:
        def __await__(self) -> Any:
            yield self

    async def wait() -> None:
        await Forever()

    coroutine = wait()
    with pytest.raises(AssertionError, match="waits for something"):
        run_now(coroutine)
    coroutine.close()


# ------------------------------------------------------------------------- faults planted into Offhook


def found(check: str) -> bool:
    """Whether this check finds something wrong in one of the seeds."""
    return any(f"{check}:" in wrong for seed in range(SEARCHED) for wrong in wrongs(play(seed)))


def test_a_second_dialling_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    do_again = recovery.to_do_again

    def dial_again(facts: Facts, survivors: Mapping[LegId, Surviving]) -> list[Command]:
        missing = [leg for name, leg in facts.legs.items() if leg.alive and name not in survivors]
        lost = [leg.originate for leg in missing if leg.originate is not None]
        return [*do_again(facts, survivors), *lost]

    monkeypatch.setattr(reconciling, "to_do_again", dial_again)
    monkeypatch.setattr(reconciling, "what_happened", _without(Ended))
    assert found("dialled_once")


def test_a_leg_that_nobody_misses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "what_happened", _without(Ended))
    assert found("closed")


def test_an_answer_that_nobody_hears_of_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "what_happened", _without(Answered))
    assert found("nobody_in_silence")


def test_prompts_that_do_not_start_again_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "to_do_again", lambda *_: [])
    assert found("nobody_in_silence")


def test_legs_that_nobody_takes_charge_of_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_them(self: SimulatedTelephony, call: CallId, legs: Sequence[Surviving]) -> None:
        """Do nothing."""

    monkeypatch.setattr(SimulatedTelephony, "adopt_now", leave_them)
    assert found("closed")


def test_a_talk_charged_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = CallRecord._stop_talk

    def twice(self: CallRecord, entry: Any, unseen_ms: int) -> None:
        stop(self, entry, unseen_ms)
        self.talk_ms *= 2

    monkeypatch.setattr(CallRecord, "_stop_talk", twice)
    assert found("talk_recorded")


def test_the_time_nobody_looked_being_charged_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    happened = recovery.what_happened

    def until_now(*given: Any, **named: Any) -> list[Event]:
        return [
            structs.replace(event, unseen_ms=None) if isinstance(event, Ended) else event
            for event in happened(*given, **named)
        ]

    monkeypatch.setattr(reconciling, "what_happened", until_now)
    assert found("talk_recorded")


@pytest.mark.parametrize("guess", [Cause.NORMAL, Cause.SWITCH_LOST])
def test_a_guess_at_who_ended_it_is_found(monkeypatch: pytest.MonkeyPatch, guess: Cause) -> None:
    happened = recovery.what_happened

    def guessed(*given: Any, **named: Any) -> list[Event]:
        return [
            structs.replace(event, cause=guess) if isinstance(event, Ended) else event
            for event in happened(*given, **named)
        ]

    monkeypatch.setattr(reconciling, "what_happened", guessed)
    assert found("reason_is_true")


def test_a_contact_dialled_without_a_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never_asked(*_: object, **__: object) -> Key:
        return Key.PRESSED

    monkeypatch.setattr(import_module("offhook.flows.click_to_call"), "any_key", never_asked)
    assert found("nobody_without_a_key")


def test_a_talk_that_recovery_cuts_off_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    adopt = SimulatedTelephony.adopt_now

    def cut_off(self: SimulatedTelephony, call: CallId, legs: Sequence[Surviving]) -> None:
        adopt(self, call, legs)
        for leg in legs:
            if leg.bridged_with is not None:
                self.network._legs[leg.leg].part()

    monkeypatch.setattr(SimulatedTelephony, "adopt_now", cut_off)
    assert found("talk_goes_on")


def test_a_personal_number_shown_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = company.arguments
    monkeypatch.setattr(
        company,
        "arguments",
        lambda call: structs.replace(
            arguments(call), line=structs.replace(arguments(call).line, number=E164(call.member))
        ),
    )
    assert found("number_kept_private")


# ---------------------------------------------------------------------- and into calls that come in


def test_a_claim_that_everybody_gets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "claim", lambda *_: None)
    assert found("at_most_one_has_the_caller")


def test_a_voicemail_that_gets_the_caller_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def accepts(*_: object) -> bool:
        return True

    monkeypatch.setattr(import_module("offhook.flows.parts.offer"), "_accepts", accepts)
    assert found("nobody_without_accepting")


def test_an_agents_number_told_to_the_caller_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    receive = Company.receive

    def told_to_the_caller(self: Company, *given: Any) -> Receiving:
        received = receive(self, *given)
        call = received.arguments
        assert isinstance(call, Inbound)
        number = next((target.number for target in call.targets if target.number is not None), call.line.number)
        line = structs.replace(call.line, name=number)
        return Receiving(received.workspace, structs.replace(call, line=line))

    monkeypatch.setattr(Company, "receive", told_to_the_caller)
    assert found("agents_kept_private")


def test_a_message_that_is_lost_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voicemails, "begin", lambda *_: None)
    assert found("messages_are_kept")


def test_a_taker_who_is_not_written_down_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "write_taker", lambda *_: None)
    assert found("taker_is_true")


def test_a_caller_who_is_hung_up_without_a_word_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        """Say nothing."""

    monkeypatch.setattr(import_module("offhook.flows.inbound"), "announce", nothing)
    assert found("the_caller_ends_somewhere")


def test_every_way_for_an_inbound_call_to_come_out_comes_about() -> None:
    stories = [story for seed in range(0, 400, INBOUND_EVERY) for story in tell(play(seed))]
    dispositions = Counter(story.disposition for story in stories)
    assert dispositions.keys() >= {"answered", "voicemail", "no_answer", "abandoned", "cancelled", "failed"}
    assert sum("inbound.taken" in repr(story.commands) for story in stories) > 5


def test_legs_left_over_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = play(0)
    monkeypatch.setattr(Network, "survivors", lambda self: {"call_1": ["leg"]})
    assert any("left over" in wrong for wrong in wrongs(run))


def _without(kind: type[Event]) -> Callable[..., list[Event]]:
    happened = recovery.what_happened

    def told(*given: Any, **named: Any) -> list[Event]:
        return [event for event in happened(*given, **named) if not isinstance(event, kind)]

    return told


def test_a_story_knows_its_legs() -> None:
    run = next(run for seed in range(SEARCHED) if (run := play(seed)).network.truth.invites)
    story: Story = next(story for story in tell(run) if story.truth)
    assert [*story.truth] == run.network.truth.of(story.planned.id)


def test_holds_and_transfers_come_about_in_every_way() -> None:
    said: Counter[str] = Counter()
    for seed in range(3, 900, 5):
        for story in tell(play(seed)):
            commands = [type(command).__name__ for command in story.commands]
            said.update(set(commands))
            talkers = {leg.to for leg in story.truth if leg.talks}
            said["handed on"] += len(talkers) > 2
            said["has it again"] += commands.count("Bridge") > 2
            said["after a word"] += any(
                isinstance(talk.sound, Person) and talk.sound.leg not in _contacts(story)
                for leg in story.truth
                if leg.leg not in _contacts(story)
                for talk in leg.talks
            )
    assert min(said[what] for what in ("Hold", "handed on", "has it again", "after a word")) > 1, said


def _contacts(story: Story) -> set[LegId]:
    return {leg.leg for leg in story.legs(Role.CONTACT)}
