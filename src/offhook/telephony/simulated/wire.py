"""The connection between a controller and the practice network: takes time, and breaks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from offhook.calls.commands import Originate
from offhook.calls.events import Ended
from offhook.calls.values import CallId, Cause, LegId, Seconds
from offhook.clock import Clock
from offhook.telephony.simulated.faults import Dice
from offhook.telephony.simulated.network import Network, Wish
from offhook.telephony.simulated.truth import Signal

T = TypeVar("T")


class Pipe(Generic[T]):
    """First in, first out, each item with a delay of its own: one that is late holds up those behind it."""

    def __init__(self, clock: Clock, arrive: Callable[[T], None]) -> None:
        self._clock = clock
        self._arrive = arrive
        self._items: deque[T] = deque()
        self._last = 0
        self._taken = 0

    def push(self, delay: Seconds, item: T) -> None:
        """Let it arrive after the delay, and after everything that was pushed before."""
        now = self._clock.mono()
        self._last = max(self._last, now + round(delay * 1e9))
        self._items.append(item)
        self._clock.call_later((self._last - now) / 1e9, partial(self._pop, self._taken))

    def take(self) -> list[T]:
        """Take out everything that is under way."""
        items = list(self._items)
        self._items.clear()
        self._taken += 1
        return items

    def _pop(self, taken: int) -> None:
        if taken == self._taken:  # else the item of this timer was taken out
            self._arrive(self._items.popleft())


class Receiver(Protocol):
    """Whoever holds our end of the wire."""

    def receive(self, call: CallId, signal: Signal) -> None:
        """A signal has arrived."""
        ...

    def up(self, gone: Cause) -> None:
        """The wire stands, and legs that are up no more ended for this cause."""
        ...

    def down(self, reason: str) -> None:
        """It was noticed that the wire is broken."""
        ...

    def replaced(self) -> None:
        """Somebody else controls the network now."""
        ...


class Wire:
    """One controller's connection: comes back by itself until it is closed."""

    def __init__(self, network: Network, receiver: Receiver, dice: Dice) -> None:
        self.up = False
        self._network = network
        self._clock = network.clock
        self._receiver = receiver
        self._dice = dice
        self._open = True
        self._attempt = 0
        self._commands = Pipe[tuple[CallId, Wish]](self._clock, self._carry_out)
        self._signals: dict[LegId, Pipe[tuple[CallId, Signal]]] = {}

    def connect(self) -> None:
        """Reach the network, now or as soon as it runs."""
        if not self._open or self.up:
            return
        if not self._network.running:
            self._clock.call_later(1.0, self.connect)
            return
        self._attempt += 1
        self.up = True
        gone = Cause.SWITCH_LOST if self._network.new else Cause.UNKNOWN
        self._network.connect(self)
        self._receiver.up(gone)
        if (after := self._dice.until_loss()) is not None:
            attempt = self._attempt
            self._clock.call_later(after, lambda: self._fail(attempt))

    def send(self, call: CallId, wish: Wish) -> None:
        """Carry a wish to the network, in order; it vanishes while the wire is broken."""
        if self.up:
            self._commands.push(self._dice.command_delay(), (call, wish))

    def settle(self) -> None:
        """Let the network do now what was sent: an answer to a request comes after those before it."""
        for command in self._commands.take():
            self._carry_out(command)

    def close(self, *, politely: bool = True) -> None:
        """Disconnect for good: politely what was sent is carried out, else perhaps only some of it."""
        self._open = False
        if politely:
            self.settle()
        self._break()

    def lose(self, unnoticed: Seconds, lasting: Seconds | None) -> None:
        """Break now; notice it after a while; come back `lasting` later, or at `connect` when that is None."""
        self._break()
        self._clock.call_later(unnoticed, lambda: self._notice("the connection was lost"))
        if lasting is not None:
            self._clock.call_later(unnoticed + lasting, self.connect)

    def _fail(self, attempt: int) -> None:
        if self.up and attempt == self._attempt and self._dice.faults.loss_every:
            unnoticed, lasting, switch_dies = self._dice.loss()
            if switch_dies:
                self._network.crash()
                self._clock.call_later(lasting, self._network.restart)
            else:
                self.lose(unnoticed, lasting)

    def _notice(self, reason: str) -> None:
        if self._open and not self.up:
            self._receiver.down(reason)

    def _break(self) -> None:
        commands = self._commands.take()
        carried_out = commands[: self._dice.carried_out(len(commands))]
        if carried_out and isinstance(carried_out[-1][1], Originate) and (straggling := self._dice.straggling()) > 0:
            self._clock.call_later(straggling, partial(self._carry_out, carried_out.pop()))
        for command in carried_out:
            self._carry_out(command)
        self.up = False
        self._network.disconnect(self)
        for pipe in self._signals.values():
            pipe.take()
        self._signals.clear()

    # Controller, for the network

    def take(self, call: CallId, signal: Signal) -> None:
        """A signal sets out."""
        if self._dice.signal_is_lost(signal):
            return
        pipe = self._signals.setdefault(signal.leg, Pipe(self._clock, self._arrive))
        pipe.push(self._dice.signal_delay(), (call, signal))

    def _carry_out(self, command: tuple[CallId, Wish]) -> None:
        self._network.carry_out(*command)

    def _arrive(self, arrived: tuple[CallId, Signal]) -> None:
        call, signal = arrived
        if isinstance(signal, Ended):
            self._signals.pop(signal.leg, None)
        self._receiver.receive(call, signal)

    def replaced(self) -> None:
        """Somebody else controls the network: this end is of no use any more."""
        self._open = False
        self._break()
        self._receiver.replaced()

    def gone(self, reason: str) -> None:
        """The network has closed the connection: noticed at once."""
        self._break()
        self._notice(reason)
        self._clock.call_later(1.0, self.connect)
