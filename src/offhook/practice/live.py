"""One call inside the carrier: what it plays, what it hears, and the steps it works through."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Literal

from baresip import AudioNotActive, AudioRestarted, BaresipError, Call, CallState, Event, StackEvent, StaleHandleError
from baresip.errors import split_status

from offhook.practice import script
from offhook.practice.media import Clip, Recording, Repeat, Sine, Source, load_clip, mono

_PACE = 0.02
"""Seconds between turns of the audio: one packet."""
_AHEAD = 0.2
"""Seconds of audio written ahead of the line, so that a busy machine is not heard."""
_LATE = 0.3
"""Seconds that received audio may be late before the recording is filled with silence."""

_FIRST_RESPONSE = 0.5
"""Seconds that hanging up a placed call waits for a first response."""
_PEER_ENDED = "Connection reset by peer"
"""The stack's words for a BYE or CANCEL of the other side."""


class LiveCall:
    """See the module. `emit` takes its events; the recording is made in `folder`."""

    def __init__(self, name: str, emit: Callable[[script.CallEvent], None], recording: Path) -> None:
        self.name = name
        self.call: Call | None = None
        """The stack's call, once there is one."""
        self.refused_with: int | None = None
        """The SIP status that this side refuses it with."""
        self.plan: script.Answers | script.Refuses | script.Rings = script.Rings()
        """What to do by itself when it rings."""
        self._emit = emit
        self._path = recording
        self._recording: Recording | None = None
        self._source: Source | None = None
        self._echo: Repeat | None = None
        self._played = asyncio.Event()
        self._progress = asyncio.Event()
        self._answered_at = 0.0
        self._ended_here = False
        self._digit = ("", 0.0)
        self._steps: asyncio.Task[None] | None = None
        self._media: asyncio.Task[None] | None = None
        self.closed = asyncio.Event()

    # ------------------------------------------------------------------------------------ commands

    async def answer(self) -> None:
        """Answer a ringing call."""
        await self._stack.answer()

    async def reject(self, code: int) -> None:
        """Refuse a ringing call; the front translates the status."""
        self._ended_here, self.refused_with = True, code
        await self._stack.reject()

    async def end(self) -> None:
        """Hang up in any state."""
        stack = self._stack
        if stack.state is CallState.OUTGOING and not self._progress.is_set():
            # Hung up before the first response, baresip would forget the call and leave the far end ringing.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_FIRST_RESPONSE):
                    await self._progress.wait()
        self._ended_here = True
        await stack.hangup()

    async def hold(self, *, on: bool) -> None:
        """Hold the other side, or take it back."""
        await (self._stack.hold() if on else self._stack.resume())

    def refer(self, uri: str) -> None:
        """Send a REFER; its outcome is not waited for."""
        self._start_steps(self._refer(uri))

    def do(self, steps: tuple[script.Step, ...]) -> None:
        """Work through steps, in place of those before."""
        if self._stack.state is not CallState.ESTABLISHED or self._recording is None:
            raise BaresipError("the call is not answered")
        self._start_steps(self._work(steps))

    def quiet(self) -> None:
        """Stop steps and sound."""
        self._stop_steps()
        self._hush()

    # -------------------------------------------------------------------------------------- events

    def bind(self, call: Call) -> None:
        """The stack's call is there."""
        self.call = call

    def rings(self) -> None:
        """A received call rings here."""
        self._emit(script.Ringing(time.monotonic(), self.name))
        match self.plan:
            case script.Answers(after):
                self._start_steps(self._answer_later(after))
            case script.Refuses(code, rings_for):
                self._start_steps(self._reject_later(code, rings_for or 0.0))
            case script.Rings():
                pass

    def on(self, event: StackEvent) -> None:
        """Take an event of the stack."""
        now = time.monotonic()
        match event.event:
            case Event.CALL_RINGING | Event.CALL_PROGRESS:
                self._progress.set()
                self._emit(script.Ringing(now, self.name))
            case Event.CALL_ESTABLISHED:
                self._established(now)
            case Event.CALL_RTPESTAB:
                self._emit(script.Heard(now, self.name))
            case Event.CALL_DTMF_START:
                self._digit = (event.text or "", now)
            case Event.CALL_DTMF_END if self._digit[0]:
                digit, pressed = self._digit
                self._digit = ("", 0.0)
                self._emit(script.Digit(now, self.name, digit, round((now - pressed) * 1000)))
            case Event.CALL_HOLD:
                self._emit(script.Held(now, self.name, on=True))
            case Event.CALL_RESUME:
                self._emit(script.Held(now, self.name, on=False))
            case Event.CALL_TRANSFER:
                self._emit(script.Referred(now, self.name, event.text or ""))
            case Event.CALL_CLOSED:
                self._close(now, event.text or "")
            case _:
                pass

    # ---------------------------------------------------------------------------------------- life

    def _established(self, now: float) -> None:
        if self._media is None:
            self._answered_at = now
            self._media = asyncio.create_task(self._carry())

    def _opens(self, rate: int) -> Recording:
        """Sound arrives: only now there is something to tell and to play to."""
        recording = self._recording = Recording(self._path, rate)
        self._emit(script.Established(at=self._answered_at, call=self.name, heard=str(self._path)))
        if isinstance(self.plan, script.Answers):
            self.do(self.plan.then)
        return recording

    def _close(self, now: float, reason: str) -> None:
        self._stop_steps()
        if self._media is not None:
            self._media.cancel()
        if self._recording is not None:
            self._recording.close()
        by: Literal["phone", "peer"] = "phone" if self._ended_here else "peer"
        code = self.refused_with if self._ended_here else split_status(reason)[0]
        self._emit(script.Closed(at=now, call=self.name, by=by, code=code, reason=self._in_words(reason)))
        self.call = None
        self.closed.set()

    def _in_words(self, reason: str) -> str:
        if self._ended_here:
            return "hung up here" if self.refused_with is None else "refused here"
        if reason.startswith(_PEER_ENDED):
            return "the other side hung up" if self._answered_at else "the caller gave up"
        return reason

    @property
    def _stack(self) -> Call:
        if self.call is None:
            raise StaleHandleError("the call is not there (any more)")
        return self.call

    # --------------------------------------------------------------------------------------- steps

    def _start_steps(self, work: Coroutine[None, None, None]) -> None:
        self._stop_steps()
        self._steps = asyncio.create_task(self._quietly(work))

    def _stop_steps(self) -> None:
        if self._steps is not None and self._steps is not asyncio.current_task():
            self._steps.cancel()
        self._steps = None

    async def _quietly(self, work: Coroutine[None, None, None]) -> None:
        with contextlib.suppress(StaleHandleError, AudioNotActive):
            await work

    async def _answer_later(self, after: float) -> None:
        await asyncio.sleep(after)
        await self.answer()

    async def _reject_later(self, code: int, after: float) -> None:
        await asyncio.sleep(after)
        await self.reject(code)

    async def _refer(self, uri: str) -> None:
        with contextlib.suppress(BaresipError):
            await self._stack.transfer(uri)

    async def _work(self, steps: tuple[script.Step, ...]) -> None:
        for step in steps:
            await self._do(step)
            self._emit(script.Did(time.monotonic(), self.name, step))

    async def _do(self, step: script.Step) -> None:
        match step:
            case script.Wait(seconds):
                await asyncio.sleep(seconds)
            case script.Speak(path):
                await self._play(Clip(load_clip(Path(path), self._rate)))
            case script.Tone(hz, seconds, dbov):
                await self._play(Sine(hz, self._rate, dbov=dbov, seconds=seconds))
            case script.Press(keys):
                await self._stack.send_dtmf(keys)
            case script.Echo():
                await self._play(Repeat(round(_AHEAD * self._rate)))
            case script.HangUp():
                await self.end()

    # --------------------------------------------------------------------------------------- sound

    @property
    def _rate(self) -> int:
        return int(self._stack.audio.info().tx_sample_rate) or 8000

    def _hush(self) -> None:
        self._source = self._echo = None
        with contextlib.suppress(AudioNotActive, AudioRestarted):
            self._stack.audio.flush_tx()

    async def _play(self, source: Source) -> None:
        if self._source is not None:
            self._hush()
        self._echo = source if isinstance(source, Repeat) else None
        self._source, self._played = source, asyncio.Event()
        if not source.endless:
            await self._played.wait()

    async def _carry(self) -> None:
        """Move sound both ways until the call ends."""
        while True:
            with contextlib.suppress(AudioNotActive, AudioRestarted):
                self._listen()
                self._talk()
            await asyncio.sleep(_PACE)

    def _listen(self) -> None:
        audio = self._stack.audio
        info = audio.info()
        if not info.rx_ready:
            return
        recording = self._recording or self._opens(info.rx_sample_rate)
        samples = mono(audio.read(info.rx_capacity), info.rx_channels)
        recording.hear(samples)
        if self._echo is not None:
            self._echo.hear(samples)
        since = time.monotonic() - self._answered_at
        if since - recording.seconds > _LATE:
            recording.fill(since - _LATE / 2)

    def _talk(self) -> None:
        source, audio = self._source, self._stack.audio
        info = audio.info()
        if source is None or not info.tx_ready:
            return
        bytes_a_sample = 2 * info.tx_channels
        wanted = round(_AHEAD * info.tx_sample_rate) - info.tx_buffered // bytes_a_sample
        if wanted <= 0:
            return
        samples = source.take(wanted)
        audio.write(samples.repeat(info.tx_channels).tobytes())
        if not source.endless and len(samples) < wanted and info.tx_buffered == 0:
            self._source = None
            self._played.set()
