"""What must hold after every run, whatever went wrong in it. Each check returns what is wrong, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from offhook.calls.arguments import FromSoftphone, ToContact
from offhook.calls.commands import Collect, Hangup, Originate, Record, Say
from offhook.calls.events import Bridged, FlowFailed, HangupRequested, Restarted, Ringing
from offhook.calls.journal import Mismatch, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.questions import Granted, Refused
from offhook.calls.values import Cause, Disposition, LegId, Role
from offhook.flows import FLOWS, fallback
from offhook.flows.click_to_call import WAIT_FOR_KEY
from offhook.limits.model import holds, usage
from offhook.limits.store import EVERYBODY
from offhook.records import store
from offhook.switchboard.reconciling import COMING_IN_S, SWEEP_S
from offhook.telephony.simulated import EndedBy, LegTruth
from tests.simulation.dialled_invariants import DIALLED_CHECKS
from tests.simulation.inbound_invariants import INBOUND_CHECKS
from tests.simulation.inbound_plan import Arrival
from tests.simulation.plan import LINE, PlannedCall
from tests.simulation.steered_invariants import STEERED_CHECKS
from tests.simulation.story import Check, Story, tell
from tests.simulation.visiting_invariants import VISIT_CHECKS, background_wrongs
from tests.simulation.world import World

NOBODY_LEFT_AFTER_S = 30.0


def wrongs(world: World) -> list[str]:
    """Everything that is wrong with a run."""
    found = [*world.network.truth.refused, *world.company.visits.wrong]
    if left := world.network.survivors():
        found.append(f"legs are left over: {left}")
    stories = list(tell(world))
    found += ledger_balances(world, stories)
    found += [f"{leg.leg} belongs to no call" for leg in world.network.truth.legs if not _known(leg, stories)]
    if world.plan.background:
        found += background_wrongs(world)
    for story in stories:
        for check in _checks(story):
            found += [f"{story.planned.id[-6:]} {check.__name__}: {wrong}" for wrong in check(story)]
    return found


def ledger_balances(world: World, stories: Sequence[Story]) -> Iterator[str]:
    """Every placed call is counted once with its talk time, and nothing stays promised to a call that is over."""
    placed = [story for story in stories if _is_counted(story)]
    counted = (len(placed), sum(story.row.talk_ms for story in placed))
    with world.engine.connect() as conn:
        for held in conn.execute(select(holds)):
            yield f"ledger: talk time is still held: {held}"
        total = conn.execute(select(usage.c.calls, usage.c.talk_ms).where(usage.c.member_id == EVERYBODY)).all()
    used = (sum(row.calls for row in total), sum(row.talk_ms for row in total))
    if used != counted:
        yield f"ledger: {used} calls and ms are counted, {counted} are recorded"


def _is_counted(story: Story) -> bool:
    match story.planned:
        case PlannedCall():
            return True
        case Arrival(arguments=FromSoftphone(to=ToContact())):
            return True
        case Arrival():
            return False


def _known(leg: LegTruth, stories: Sequence[Story]) -> bool:
    """A caller who came while nobody looked belongs to none: they heard so, and are gone."""
    return leg.incoming or any(leg.call == story.planned.id for story in stories)


# ------------------------------------------------------------------------------------------ the checks


def closed(story: Story) -> Iterator[str]:
    """Every call ends, with a disposition, and so does each of its legs."""
    if story.row.ended_at is None or story.disposition is None or story.row.state != "ended":
        yield f"the record is still open: {story.row}"
    for leg in story.row.legs:
        if leg.ended_at is None or leg.state != "ended" or leg.cause is None:
            yield f"the record's leg is still open: {leg}"


def dialled_once(story: Story) -> Iterator[str]:
    """Nothing is dialled twice: a leg once, and a person once over each trunk."""
    for name, times in Counter(leg.leg for leg in story.truth).items():
        if times > 1:
            yield f"{name} was dialled {times} times"
    for (role, trunk), times in Counter((leg.role, leg.trunk) for leg in story.truth).items():
        if times > 1:
            yield f"the {role} was dialled {times} times over {trunk}"
    rang = {entry.event.leg for entry in story.entries if isinstance(entry.event, Ringing)}
    for role in Role:
        legs = story.legs(role)
        for leg in legs[:-1]:
            if leg.leg in rang or leg.answered:
                yield f"the {role}'s phone rang for {leg.leg}, and again for {legs[-1].leg}"


def nobody_without_a_key(story: Story) -> Iterator[str]:
    """The contact is dialled only after the member pressed a key."""
    pressed = [at for leg in story.legs(Role.MEMBER) for at, _ in leg.keys]
    for leg in story.legs(Role.CONTACT):
        if not any(at <= leg.asked for at in pressed):
            yield f"{leg.leg} was dialled at {leg.asked} without a key; keys at {pressed}"


def refused_is_refused(story: Story) -> Iterator[str]:
    """A limit that says no keeps the contact from being dialled."""
    if isinstance(story.placed.allowance, Refused) and story.legs(Role.CONTACT):
        yield "the contact was dialled although a limit refused it"


def number_kept_private(story: Story) -> Iterator[str]:
    """Both are shown the line, and no command towards the contact holds the member's number."""
    for leg in story.truth:
        if leg.caller_id != LINE:
            yield f"{leg.leg} was shown {leg.caller_id}"
    private = story.placed.member.removeprefix("+1")
    towards = {command.leg for command in story.commands if isinstance(command, Originate)}
    towards -= {command.leg for command in story.commands if isinstance(command, Originate) and _to_member(command)}
    for command in story.commands:
        if command.leg in towards and private in repr(command):
            yield f"the member's number goes to the contact: {command}"
    for leg in story.legs(Role.CONTACT):
        for heard in leg.heard:
            if private in repr(getattr(heard.sound, "phrases", "")):
                yield f"the contact heard the member's number: {heard}"


def _to_member(command: Originate) -> bool:
    return command.role is Role.MEMBER


def nobody_left_over(story: Story) -> Iterator[str]:
    """Once the call is over, or its other person is gone, no leg stays up for long while somebody looks."""
    over = story.row.ended_at
    for leg in story.truth:
        if leg.ended is not None and over is not None and not story.world.plan.jump:
            late = (leg.ended - over) / 1e6 - NOBODY_LEFT_AFTER_S - story.world.away_s(over, leg.ended)
            if late > 0:
                yield f"{leg.leg} ended {late:.1f} s too long after the call: {leg}"


def talk_goes_on(story: Story) -> Iterator[str]:
    """Nobody who talks is cut off but by a person, a limit, or the network."""
    longest = story.placed.allowance.longest if isinstance(story.placed.allowance, Granted) else 0.0
    asked = any(isinstance(entry.event, HangupRequested) for entry in story.entries)
    for leg in story.legs(Role.CONTACT):
        for talk in leg.talks:
            until = talk.until or 0
            others = [one for one in story.truth if one.ended_by is not EndedBy.SWITCH and one.ended is not None]
            if asked or any(one.ended is not None and talk.at < one.ended <= until for one in others):
                continue
            # The allowance runs from the bridging on; one that a kill delayed is not given back.
            since = leg.answered if leg.cause is Cause.TIME_UP and leg.answered else talk.at
            if (until - since) / 1e6 < longest - 0.1:
                yield f"the talk was cut off after {(until - since) / 1e6:.1f} s, allowed were {longest:g}: {leg}"


def nobody_in_silence(story: Story) -> Iterator[str]:
    """Whoever is on the phone hears something, but for the seconds in which a key is waited for.

    A leg that comes about after its worker died, and was given up, is found by the next sweep.
    """
    straggler = SWEEP_S + COMING_IN_S if story.world.plan.faults.longest_straggling else 0.0
    longest = (WAIT_FOR_KEY + straggler + 1.0) * 1e6 + story.tolerance_us
    for leg in story.truth:
        if leg.answered is None or leg.ended is None:
            continue
        since = leg.answered
        for begin, end in [*((heard.at, heard.until or 0) for heard in leg.heard), (leg.ended, leg.ended)]:
            if begin - since - story.world.away_s(since, begin) * 1e6 > longest:
                yield f"{leg.leg} heard nothing for {(begin - since) / 1e6:.1f} s: {leg}"
            since = end


def flow_held(story: Story) -> Iterator[str]:
    """The flow never failed, and its journal replays."""
    for entry in story.entries:
        if isinstance(entry.event, FlowFailed):
            yield f"the flow failed at entry {entry.seq}: {entry.event.error}"
    if [entry.seq for entry in story.entries] != list(range(1, len(story.entries) + 1)):
        yield "the journal has gaps"
    runner = Runner(story.planned.id, FLOWS, fallback)
    try:
        rebuild(runner, story.entries)
    except Mismatch as mismatch:
        yield f"the journal does not replay: {mismatch}"
    else:
        if not runner.closed:
            yield "the journal replays to a call that is not closed"


def legs_recorded(story: Story) -> Iterator[str]:
    """Every leg that was is in the record, as it was."""
    rows = {LegId(leg.id): leg for leg in story.row.legs}
    for truth in story.truth:
        row = rows.get(truth.leg)
        if row is None:
            yield f"{truth.leg} is not in the record"
            continue
        shown = (row.role, row.number, row.caller_id, row.trunk_id)
        if shown != (truth.role, truth.to, truth.caller_id, truth.trunk):
            yield f"{truth.leg} is recorded as {shown}: {truth}"
        if story.row.certain:
            yield from _endings(story, truth, row)
        if story.row.certain and not story.world.plan.jump:
            yield from _times(story, truth, row)


def times_in_order(story: Story) -> Iterator[str]:
    """What is recorded of a leg and of the call happened in the order in which such things happen."""
    if story.world.plan.jump:
        return
    for leg in story.row.legs:
        times = [leg.started_at, leg.ringing_at, leg.answered_at, leg.bridged_at, leg.ended_at]
        if (known := [at for at in times if at is not None]) != sorted(known):
            yield f"the record's leg goes back in time: {leg}"
    times = [story.row.placed_at, story.row.bridged_at, story.row.ended_at]
    if (known := [at for at in times if at is not None]) != sorted(known):
        yield f"the record goes back in time: {story.row}"


def _times(story: Story, truth: LegTruth, row: store.LegRow) -> Iterator[str]:
    pairs = [("answered", truth.answered, row.answered_at), ("ended", truth.ended, row.ended_at)]
    for what, was, recorded in pairs:
        if (was is None) != (recorded is None) and not _on_its_way_out(story, truth):
            yield f"{truth.leg} {what} at {was}, recorded {recorded}"
        elif was is not None and recorded is not None and abs(was - recorded) > story.tolerance_us:
            yield f"{truth.leg} {what} at {was}, recorded {(recorded - was) / 1e6:+.2f} s later"


def _endings(story: Story, truth: LegTruth, row: store.LegRow) -> Iterator[str]:
    if row.ringing_at is not None and truth.rang is None:
        yield f"{truth.leg} is recorded as ringing and never rang"
    if row.cause != truth.cause and not _on_its_way_out(story, truth):
        yield f"{truth.leg} ended with {truth.cause}, recorded {row.cause}"


def _on_its_way_out(story: Story, truth: LegTruth) -> bool:
    """We hung it up, and something else happened to it before that arrived: the flow was done with it."""
    return any(isinstance(command, Hangup) and command.leg == truth.leg for command in story.commands)


def talk_recorded(story: Story) -> Iterator[str]:
    """Talk time is what it was; where that is not known it is marked, and never more than it was."""
    recorded, was = story.row.talk_ms * 1000, story.talked_us
    if story.row.certain and abs(recorded - was) > story.tolerance_us:
        yield f"they talked {was / 1e6:.2f} s, recorded {recorded / 1e6:.2f} s"
    unnoticed = story.world.plan.faults.longest_unnoticed * 1e6
    if not story.row.certain and recorded > was + story.tolerance_us + unnoticed:
        yield f"they talked {was / 1e6:.2f} s, and {recorded / 1e6:.2f} s are charged"


def sure_when_undisturbed(story: Story) -> Iterator[str]:
    """A record is uncertain only where nobody looked for a while."""
    if not story.row.certain and story.world.undisturbed:
        yield "the record is uncertain, and nothing happened unseen"
    if not story.row.certain and not any(isinstance(entry.event, Restarted | FlowFailed) for entry in story.entries):
        yield "the record is uncertain, and the journal does not say why"


REFUSALS = {
    Disposition.BUSY: Cause.BUSY,
    Disposition.REJECTED: Cause.REJECTED,
    Disposition.UNREACHABLE: Cause.UNREACHABLE,
    Disposition.NOT_IN_SERVICE: Cause.NOT_IN_SERVICE,
}


def disposition_is_true(story: Story) -> Iterator[str]:
    """The disposition says what happened, where all of it was seen."""
    if not story.row.certain or story.disposition is None:
        return
    contact, member = story.legs(Role.CONTACT), story.legs(Role.MEMBER)
    talked = story.talked_us > 0
    disposition = story.disposition
    holds = True
    match disposition:
        case Disposition.ANSWERED:
            holds = any(leg.answered for leg in contact)
        case Disposition.BUSY | Disposition.REJECTED | Disposition.UNREACHABLE | Disposition.NOT_IN_SERVICE:
            holds = any(leg.cause is REFUSALS[disposition] for leg in contact) and not talked
        case Disposition.NO_ANSWER:
            holds = bool(contact) and contact[-1].ended_by is EndedBy.SWITCH and not talked
        case Disposition.MEMBER_UNREACHED:
            # While the database is locked nobody hears of an answer before the ringing is over.
            missed = any(leg.answered and leg.ended_by is EndedBy.PHONE for leg in member)
            holds = not contact and (not missed or bool(story.world.plan.locks))
        case Disposition.NO_KEY:
            holds = not contact and any(leg.answered for leg in member)
        case Disposition.ABANDONED:
            holds = not talked and any(leg.answered and leg.ended_by is EndedBy.PHONE for leg in member)
        case Disposition.CANCELLED:
            holds = not talked and story.planned.id in story.world.asked_to_hang_up
        case Disposition.REFUSED:
            holds = not contact and isinstance(story.placed.allowance, Refused)
        case Disposition.VOICEMAIL | Disposition.MAILBOX | Disposition.BLOCKED | Disposition.LOOPED:
            holds = False
        case Disposition.FAILED:
            fails = any(leg.cause is not None and leg.cause.is_trunk_failure for leg in contact)
            holds = not talked and (fails or any(leg.cause is Cause.MEDIA_LOST for leg in member))
    if talked and disposition is not Disposition.ANSWERED:
        holds = False
    if not holds:
        yield f"recorded as {disposition} ({story.row.reason}), and it was {story.truth}"


def reason_is_true(story: Story) -> Iterator[str]:
    """Nobody is said to have hung up who did not, and the switch to have stopped only where it did."""
    reason, row = story.row.reason, story.row
    for role in Role:
        legs = story.legs(role)
        if f"the {role} hung up" in reason and not any(leg.ended_by is EndedBy.PHONE for leg in legs):
            yield f"{reason!r}, and it was {legs}"
        if f"no sound came from the {role}" in reason and not any(leg.cause is Cause.MEDIA_LOST for leg in legs):
            yield f"{reason!r}, and it was {legs}"
    crashes = [at for at in story.world.network.truth.crashes if row.placed_at <= at <= (row.ended_at or at)]
    stopped = [leg.why for leg in row.legs if leg.cause is not None and "switch stopped" in leg.why]
    if (stopped or "switch stopped" in reason) and not crashes:
        yield f"{reason!r}, legs {stopped}: and the switch never stopped"
    if "nobody was watching" in reason and row.certain:
        yield f"{reason!r}, in a record that is certain"


def commands_make_sense(story: Story) -> Iterator[str]:
    """Nothing is said to, or asked of, the contact; a leg is hung up only after it was dialled."""
    roles = {command.leg: command.role for command in story.commands if isinstance(command, Originate)}
    for command in story.commands:
        if isinstance(command, Say | Collect) and roles[command.leg] is Role.CONTACT:
            yield f"the contact is spoken to: {command}"
        if isinstance(command, Record):
            yield f"a call from person to person is recorded: {command}"
        if isinstance(command, Hangup) and command.leg not in roles:
            yield f"{command} is for a leg that was never dialled"
    bridges = sum(isinstance(entry.event, Bridged) for entry in story.entries)
    if bridges > 1 and story.world.undisturbed:
        yield f"bridged {bridges} times"


ALWAYS: tuple[Check, ...] = (closed, nobody_left_over, flow_held, legs_recorded, times_in_order, sure_when_undisturbed)
EVERY_CALL: tuple[Check, ...] = (*ALWAYS, nobody_in_silence, talk_recorded)
CHECKS: tuple[Check, ...] = (
    *EVERY_CALL,
    dialled_once,
    nobody_without_a_key,
    refused_is_refused,
    number_kept_private,
    talk_goes_on,
    disposition_is_true,
    reason_is_true,
    commands_make_sense,
)


def _checks(story: Story) -> tuple[Check, ...]:
    if story.steered:
        return (*ALWAYS, *STEERED_CHECKS)
    if isinstance(story.planned, PlannedCall):
        return CHECKS
    if story.world.plan.background:
        return (*ALWAYS, *VISIT_CHECKS)
    own = DIALLED_CHECKS if isinstance(story.planned.arguments, FromSoftphone) else INBOUND_CHECKS
    return (*EVERY_CALL, *own)
