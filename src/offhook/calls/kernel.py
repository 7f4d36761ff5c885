"""The flow kernel: drives a call's flow from its events, and collects the commands that it gives.

A `Runner` is one call in memory. `feed(event)` is the whole of it: learn the facts, let every flow that can go on go
on, and return what is to be done. The same events, with the same answers to its questions, always give the same
commands; that is what crash recovery, tests and explanations stand on.

What it guarantees to flows (docs/reference/flow-kernel.md has an example of each):

- a flow waiting for a fact that holds goes on at once; of several flows that can go on, the older goes first, and
  what its going on decides is decided before any other goes on;
- a loser of a race gets `Cancelled` thrown in. It may clean up and say a farewell of at most `FAREWELL` seconds; the
  call does not end before;
- a leg that answers after it was hung up is hung up again; a leg that came in is answered once;
- when the flow is done every leg that is left is hung up, and the call is closed once all have ended;
- when the flow raises, the fallback flow takes over the legs (`FlowFailed`). Where that raises too, bridged legs stay
  until one of them ends or a person asks to end the call, and all others are hung up.

And to adapters: a command names a leg of this call that is alive, and only an answered one is spoken to or bridged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from offhook.calls.commands import Answer as AnswerLeg
from offhook.calls.commands import Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import Answered, Event, FlowFailed, Started
from offhook.calls.facts import Facts
from offhook.calls.flow import Ask, Cancelled, FlowOf, NextLeg, Outcome, TakeKeys
from offhook.calls.questions import Answer, Question
from offhook.calls.values import CallId, Capability, Cause, Disposition, LegId, Seconds
from offhook.calls.waits import Pending, Several, Wait

FAREWELL: Seconds = 10.0
LONGEST_TURN = 10_000
"""Commands and waits in one turn: a flow that gives more goes round in circles."""

HERE: Final = __file__.rpartition("/")[0]

Flow = Callable[[Any], FlowOf[Outcome]]
Flows = Mapping[tuple[str, int], Flow]
"""Flows by name and version: an old version stays for as long as a call uses it."""
Needs = Mapping[tuple[str, int], frozenset[Capability]]
"""What flows need, by name and version, of what not every way of making calls can do."""
Fallback = Callable[[Facts], FlowOf[Outcome]]
Answerer = Callable[[Question], Answer]


class NotAFlowWait(TypeError):
    """A flow awaited something that is not in `offhook.calls.flow`."""


class NotAnOutcome(TypeError):
    """A call's flow returned something that says nothing of how the call came out."""


class NotAnswered(ValueError):
    """A flow spoke to or bridged a leg that nobody has answered."""


class EndlessTurn(RuntimeError):
    """A flow goes round in circles: everything that it waits for holds already."""


class UnknownFlow(LookupError):
    """This version of Offhook has no such flow, or no longer has that version of it."""


@dataclass(slots=True, eq=False)
class Task:
    """One flow that runs: the root, or one side of a race."""

    flow: Awaitable[Any]
    parent: Task | None = None
    driver: Any = None
    """What is sent to and thrown into, once it was started."""
    several: Several[Any] | None = None
    children: list[Task] = field(default_factory=list)
    wait: Wait[Any] | None = None
    timers: list[str] = field(default_factory=list)
    farewell: str | None = None
    """Set when it lost its race: the timer of the time that it has for cleaning up."""
    done: bool = False
    result: Any = None
    error: Exception | None = None
    """What it raised, until its parent was told."""


@dataclass(slots=True)
class Turn:
    """What one event led to."""

    commands: list[Command] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    crash: str | None = None
    """The flow raised: feed `FlowFailed` next."""


class Runner:
    """One call: its facts, its flow and the flow's timers."""

    def __init__(self, call: CallId, flows: Flows, fallback: Fallback) -> None:
        self.call = call
        self.facts = Facts()
        self.timers: dict[str, Seconds] = {}
        """Timers that run, with their length from the event that started them."""
        self.outcome: Outcome | None = None
        self._flows = flows
        self._fallback = fallback
        self._tasks: list[Task] = []
        """The older first."""
        self._root: Task | None = None
        self._counter = 0
        self._steps = 0
        self._turn = Turn()
        self._answer: Answerer = _no_answers
        self._unanswered: Exception | None = None

    @property
    def closed(self) -> bool:
        """The flow is done and every leg has ended."""
        return (
            self._root is None and self.outcome is not None and not any(leg.alive for leg in self.facts.legs.values())
        )

    def feed(self, event: Event, answer: Answerer | None = None) -> Turn | None:
        """Take one event; what is to be done, or None when it was no news.

        What `answer` raises is raised as it is: the turn did not happen, and this runner is of no more use. What the
        flow raises is not: it is the turn's `crash`.
        """
        if not self._is_news(event):
            return None
        turn = self._turn = Turn()
        self._answer, self._steps = answer or _no_answers, 0
        try:
            match event:
                case Started(flow=name, version=version, arguments=arguments):
                    if (flow := self._flows.get((name, version))) is None:
                        raise UnknownFlow(f"this version of Offhook has no flow {name!r} in version {version}")
                    self._begin(flow(arguments))
                case FlowFailed():
                    self._fall_back()
                case Answered(leg=leg) if (cause := self.facts.legs[leg].hangup) is not None:
                    self._do(Hangup(leg=leg, cause=cause))
            self._settle()
        except Exception as error:
            if error is self._unanswered:
                self.discard()
                raise
            turn.crash = f"{type(error).__name__}: {error}{_where(error)}"
        return turn

    def learn(self, event: Event, commands: Iterable[Command]) -> None:
        """Take an entry of the journal without running the flow: what came before a `FlowFailed`."""
        self.facts.learn(event, commands)

    def discard(self) -> None:
        """Close the flows where they stand, with nothing more said: another runner carries this call on."""
        for task in self._tasks:
            _close(task)
        self._tasks.clear()
        self.timers.clear()
        self._root = None

    def _is_news(self, event: Event) -> bool:
        timer: str | None = getattr(event, "timer", None)
        return not self.closed and (timer is None or timer in self.timers) and self.facts.take(event)

    # Running flows

    def _begin(self, flow: FlowOf[Outcome]) -> None:
        self._root = Task(flow)
        self._tasks.append(self._root)
        self._go_on(self._root)

    def _fall_back(self) -> None:
        self.discard()
        self._counter, self.outcome = 0, None
        if self.facts.failures > 1:
            self.outcome = Outcome(Disposition.FAILED, reason="the call's flow and its fallback failed")
        else:
            self._begin(self._fallback(self.facts))

    def _settle(self) -> None:
        """Let flows go on until none can; then close what is finished.

        One look at each is enough: facts come from events, and no command of one flow lets another go on.
        """
        for task in list(self._tasks):
            moving: Task | None = task
            while moving is not None and not moving.done and self._step(moving):
                moving = moving.parent
        for task in self._tasks:
            if task.error is not None:
                raise task.error
        self._tasks = [task for task in self._tasks if not task.done]
        root = self._root
        if root is not None and root.done and not self._tasks:
            if not isinstance(root.result, Outcome):
                raise NotAnOutcome(f"a call's flow returns an Outcome, not {root.result!r}")
            self._root, self.outcome = None, root.result
        if self.outcome is not None:
            self._hang_up_the_rest()

    def _hang_up_the_rest(self) -> None:
        unattended = self.facts.failures > 1 and self.facts.hangup_requested is None
        for leg, facts in self.facts.legs.items():
            if facts.alive and facts.hangup is None and not (unattended and facts.partner is not None):
                self._do(Hangup(leg=leg, cause=Cause.NORMAL))

    def _step(self, task: Task) -> bool:
        """Let one flow go on; False where it can't yet."""
        if task.farewell is not None and task.farewell in self.facts.elapsed:
            self._give_up(task)
            return True
        if task.several is not None:
            if (verdict := self._verdict(task, task.several)) is None:
                return False
            self._go_on(task, *verdict)
            return True
        if task.wait is None or isinstance(found := task.wait.ready(self.facts), Pending):
            return False
        self._disarm(task)
        self._go_on(task, found)
        return True

    def _verdict(self, task: Task, several: Several[Any]) -> tuple[Any, Exception | None] | None:
        """What a flow goes on with that waits for several others: a value or an error. None while that is open."""
        for child in task.children:
            if _ends_the_others(child, several):
                found, child.error = (child.result, child.error), None
                break
        else:
            if not all(child.done for child in task.children):
                return None
            found = several.all_done(tuple(child.result for child in task.children)), None
        self._part_with(task)
        return found

    def _part_with(self, task: Task) -> None:
        children, task.children, task.several = task.children, [], None
        for child in children:
            self._cancel(child)

    def _cancel(self, task: Task) -> None:
        if task.done:
            return
        if task.driver is None:
            _close(task)
            return self._end(task)
        self._part_with(task)
        self._disarm(task)
        task.farewell = self._arm(FAREWELL)
        self._go_on(task, error=Cancelled())

    def _give_up(self, task: Task) -> None:
        """The time for a farewell is over."""
        for child in task.children:
            if not child.done:
                self._give_up(child)
        self._disarm(task)
        _close(task)
        self._end(task)

    def _go_on(self, task: Task, value: Any = None, error: BaseException | None = None) -> None:
        """Drive one flow to its next wait, or to its end."""
        if task.driver is None:
            task.driver = task.flow.__await__()
        task.wait = None
        while True:
            try:
                said = task.driver.send(value) if error is None else task.driver.throw(error)
            except StopIteration as stop:
                return self._end(task, result=stop.value)
            except Cancelled as cancelled:
                return self._end(task, error=None if task.farewell else RuntimeError(f"raised {cancelled!r} itself"))
            except Exception as raised:
                return self._end(task, error=raised)
            value = error = None
            self._steps += 1
            if self._steps == LONGEST_TURN:  # told to the flow first, so that the error names its line
                error = EndlessTurn(f"{LONGEST_TURN} commands and waits in one turn")
                continue
            if self._steps > 2 * LONGEST_TURN:
                raise EndlessTurn(f"{2 * LONGEST_TURN} commands and waits in one turn, and it goes on")
            match said:
                case Wait():
                    wait = said.started(lambda seconds: self._arm(seconds, task))
                    value = wait.ready(self.facts)
                    if isinstance(value, Pending):
                        task.wait = wait
                        return
                    self._disarm(task)
                case Several(flows=flows):
                    task.several, task.children = said, [Task(flow, task) for flow in flows]
                    self._tasks.extend(task.children)
                    for child in task.children:
                        self._go_on(child)
                        if _ends_the_others(child, said):
                            break
                    if (verdict := self._verdict(task, said)) is None:
                        return
                    value, error = verdict
                case NextLeg():
                    value = LegId(f"{self.call}-{len(self.facts.legs) + 1}")
                case TakeKeys(leg=leg):
                    value = self.facts.legs[leg].digits
                case Ask(question=question):
                    value = self._ask(question)
                case Originate() | AnswerLeg() | Say() | Collect() | Ring() | Hold() | Record() | Bridge() | Hangup():
                    error = self._do(said)
                case _:
                    error = NotAFlowWait(f"a flow may only await what offhook.calls.flow gives, not {said!r}")

    def _ask(self, question: Question) -> Answer:
        try:
            answer = self._answer(question)
        except Exception as error:
            self._unanswered = error
            raise
        self._turn.answers.append(answer)
        return answer

    def _end(self, task: Task, result: Any = None, error: Exception | None = None) -> None:
        task.done, task.result, task.error = True, result, error
        task.wait = None
        if task.farewell is not None:
            self.timers.pop(task.farewell, None)

    # Commands and timers

    def _do(self, command: Command) -> NotAnswered | None:
        legs = self.facts.legs
        if not isinstance(command, Originate):
            named = [command.leg, command.other] if isinstance(command, Bridge) else [command.leg]
            answered_already = isinstance(command, AnswerLeg) and legs[command.leg].can_hear
            if answered_already or not all(legs[leg].alive for leg in named):
                return None
            before_the_answer = isinstance(command, AnswerLeg | Ring) and legs[command.leg].incoming
            if not (isinstance(command, Hangup) or before_the_answer or all(legs[leg].can_hear for leg in named)):
                return NotAnswered(f"{command!r}, and that leg has not answered")
        command = self.facts.completed(command)
        self.facts.apply(command)
        self._turn.commands.append(command)
        return None

    def _arm(self, seconds: Seconds, task: Task | None = None) -> str:
        self._counter += 1
        timer = f"t{'f' * self.facts.failures}{self._counter}"
        self.timers[timer] = seconds
        if task is not None:
            task.timers.append(timer)
        return timer

    def _disarm(self, task: Task) -> None:
        for timer in task.timers:
            self.timers.pop(timer, None)
        task.timers.clear()


def _ends_the_others(child: Task, several: Several[Any]) -> bool:
    return child.done and (child.error is not None or several.ends(child.result))


def _close(task: Task) -> None:
    """End a flow for good. What it still wants to say on its way out doesn't count any more."""
    if task.driver is None:
        if isinstance(task.flow, Coroutine | Several):
            task.flow.close()
        return
    for _ in range(LONGEST_TURN):
        with suppress(Exception):  # it raised on its way out, or had more to say: nobody is there to hear it
            return task.driver.close()  # type: ignore[no-any-return]


def _where(error: Exception) -> str:
    """The flow's lines that led to an error, the outermost first."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        folder, _, file = trace.tb_frame.f_code.co_filename.rpartition("/")
        if folder != HERE:
            lines.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f" ({' > '.join(lines)})" if lines else ""


def _no_answers(question: Question) -> Answer:
    raise LookupError(f"nobody is there to answer {question!r}")
