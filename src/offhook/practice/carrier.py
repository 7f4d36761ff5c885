"""The practice carrier's process: `python -m offhook.practice.carrier`.

Hosts any number of phones behind one SIP address, with one baresip stack (there can be one a process).
Commands are read from standard input and events written to standard output as `script` describes; the
process ends when its input does. Its log goes to standard error.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import re
import signal
import socket
import ssl
import sys
import time
from pathlib import Path

from baresip import BaresipError, Call, Config, Event, Runtime, StackEvent, UserAgent

from offhook.practice import script
from offhook.practice.front import Decline, Front, Mute, Reach, Verdict
from offhook.practice.live import LiveCall
from offhook.practice.media import NoSuchAudio, load_clip
from offhook.practice.sip import Message, Uri

_INNER = "127.0.0.1"
_FAREWELL = 0.5
"""Seconds that hanging up live calls may take at the end."""
_PRIORITY = -10
_NUMBER = re.compile(r"\+?[0-9]{2,15}")
_WORD = re.compile(r"[A-Za-z0-9]{1,64}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")
_SIP_URI = re.compile(r"sip:[^\s<>\"@]+@[^\s<>\"@]+")
_NOT_A_CALL_ID = re.compile(r"[^\w.-]+")


class Refused(ValueError):
    """A command that can't be carried out, in words."""


class Carrier:
    """The phones, their calls, and the stack that speaks for them."""

    def __init__(self, options: argparse.Namespace, out: asyncio.StreamWriter) -> None:
        self._options = options
        self._out = out
        self._runtime = Runtime()
        self._settings: dict[str, script.SetPhone] = {}
        self._agents: dict[str, UserAgent] = {}
        self._signed_in: dict[str, script.SignIn] = {}
        self._calls: dict[str, LiveCall] = {}
        self._by_handle: dict[int, LiveCall] = {}
        self._early: dict[int, list[StackEvent]] = {}
        self._speaks_for: dict[str, str] = {}
        self._inner_port = _free_port()
        self._front = Front(self, options.host, (_INNER, self._inner_port))

    async def start(self) -> None:
        """Start the stack, open the front and say so."""
        tls = None
        if self._options.tls:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(self._options.tls)
        await self._runtime.start(
            Config(
                net_interface=_INNER,
                max_concurrent_calls=None,
                extra_config_text=(
                    f"sip_listen {_INNER}:{self._inner_port}\nsip_transports udp\n"
                    f"rtp_ports {self._options.rtp}\ncall_local_timeout 3600\n"
                ),
            )
        )
        self._runtime.subscribe(self._on_stack_event)
        try:
            await self._front.open(self._options.port, tls=tls)
        except OSError as error:
            await self._runtime.close()
            raise Refused(f"cannot listen on {self._options.host}:{self._options.port}: {error.strerror}") from error
        self.emit(script.Ready(host=self._options.host, port=self._front.port, tls_port=self._front.tls_port))

    async def stop(self) -> None:
        """Hang up what is up, then stop."""
        live = [call for call in self._calls.values() if call.call is not None and not call.closed.is_set()]
        for call in live:
            with contextlib.suppress(BaresipError):
                await call.end()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                for call in live:
                    await call.closed.wait()
        await self._runtime.close()
        await self._front.close()

    def emit(self, event: script.Event) -> None:
        """Tell the parent."""
        self._out.write(script.encode_line(event) + b"\n")

    # ------------------------------------------------------------------------------------ commands

    async def carry_out(self, request: script.Request) -> None:
        """Do what a line says, and answer it."""
        try:
            await self._do(request.command)
        except (BaresipError, Refused, NoSuchAudio, ValueError) as error:
            self.emit(script.Failed(request.seq, f"{type(request.command).__name__}: {error}"))
        else:
            self.emit(script.Done(request.seq))

    async def _do(self, command: script.Command) -> None:
        match command:
            case script.SetPhone():
                await self._set_phone(command)
            case script.SignIn():
                await self._sign_in(command)
            case script.SignOut(username):
                await self._agent(username).unregister()
            case script.Dial():
                await self._dial(command)
            case script.Answer(call):
                await self._call(call).answer()
            case script.Reject(call, code):
                self._front.recode[call] = _final(code)
                await self._call(call).reject(code)
            case script.Do(call, steps):
                _check(steps)
                self._call(call).do(steps)
            case script.Quiet(call):
                self._call(call).quiet()
            case script.End(call):
                await self._call(call).end()
            case script.Hold(call, on):
                await self._call(call).hold(on=on)
            case script.Refer(call, uri):
                self._call(call).refer(uri)

    async def _set_phone(self, setting: script.SetPhone) -> None:
        if not _NUMBER.fullmatch(setting.number):
            raise Refused(f"{setting.number!r} is no phone number")
        match setting.behaviour:
            case script.Refuses(code):
                _final(code)
            case script.Answers(_, steps):
                _check(steps)
            case script.Rings() | script.Ignores():
                pass
        if setting.number not in self._agents:
            codecs = self._options.codecs
            front = f"sip:{self._options.host}:{self._front.port}"
            agent = await UserAgent.create(
                self._runtime,
                f"<sip:{setting.number}@{self._options.host};transport=udp>;regint=0;answermode=manual"
                f';outbound="{front}";audio_codecs={codecs}',
                transfer_policy="reject",
            )
            agent.on_incoming(self._on_incoming)
            self._agents[setting.number] = agent
        self._settings[setting.number] = setting

    async def _sign_in(self, wanted: script.SignIn) -> None:
        if not (_WORD.fullmatch(wanted.username) and _WORD.fullmatch(wanted.secret) and _HOST.fullmatch(wanted.server)):
            raise Refused(f"{wanted.username!r} can't sign in at {wanted.server!r}: these are no plain words")
        if wanted.username not in self._agents:
            agent = await UserAgent.create(
                self._runtime,
                f"<sip:{wanted.username}@{wanted.server};transport=udp>;auth_user={wanted.username};"
                f"auth_pass={wanted.secret};regint={wanted.expires};answermode=manual;"
                f"audio_codecs={self._options.codecs}",
                transfer_policy="reject",
            )
            agent.on_incoming(lambda call: self._on_softphone_call(wanted.username, call))
            self._agents[wanted.username] = agent
        self._signed_in[wanted.username] = wanted
        await self._agents[wanted.username].register()

    def _agent(self, name: str) -> UserAgent:
        agent = self._agents.get(name)
        if agent is None:
            raise Refused(f"no phone {name} here")
        return agent

    async def _dial(self, command: script.Dial) -> None:
        agent = self._agent(command.number)
        if not _SIP_URI.fullmatch(command.uri):
            raise Refused(f"{command.uri!r} is no SIP URI")
        _check(command.then)
        live = self._new_call(command.call)
        live.plan = script.Answers(then=command.then)
        call = await agent.dial(command.uri, headers=command.headers)
        self._bind(live, call)

    def _call(self, name: str) -> LiveCall:
        if name not in self._calls:
            raise Refused(f"no call {name}")
        return self._calls[name]

    def _new_call(self, name: str) -> LiveCall:
        file = f"{len(self._calls) + 1:03d}-{_NOT_A_CALL_ID.sub('_', name)[:60]}.wav"
        live = self._calls[name] = LiveCall(name, self.emit, Path(self._options.recordings) / file)
        return live

    # -------------------------------------------------------------------------- what the front asks

    def arrived(self, invite: Message) -> Verdict:
        """See `front.Desk`."""
        dialled = Uri.find(invite.uri).user
        setting = self._find(dialled)
        now = time.monotonic()
        if setting is None:
            self.emit(script.Unreached(now, dialled))
            return Decline(404)
        name = invite.call_id
        self.emit(
            script.Incoming(
                at=now,
                call=name,
                number=setting.number,
                dialled=dialled,
                invite=invite.render().decode("utf-8", "replace"),
            )
        )
        live = self._new_call(name)
        self._speaks_for[name] = setting.number
        match setting.behaviour:
            case script.Ignores(trying):
                return Mute(trying)
            case script.Refuses(code, None):
                self.emit(script.Closed(at=now, call=name, by="phone", code=code, reason="refused at once"))
                return Decline(code)
            case script.Refuses() as refuses:
                self._front.recode[name] = refuses.code
                live.plan = refuses
            case script.Answers() | script.Rings() as plan:
                live.plan = plan
        return Reach(setting.number)

    def abandoned(self, call_id: str) -> None:
        """See `front.Desk`."""
        self.emit(script.Closed(at=time.monotonic(), call=call_id, by="peer", code=487, reason="the caller gave up"))

    def leaving(self, message: Message) -> None:
        """Put the phone's name and what its carrier asserts into a message that goes out."""
        if message.is_request and message.method == "INVITE" and not message.in_dialog:
            user = Uri.find(message.get("from")).user
            self._speaks_for.setdefault(message.call_id, user)
            name = self._settings[user].display if user in self._settings else ""
            if name:
                message.set_all("from", [f'"{name}" {message.get("from").lstrip()}'])
            if user in self._settings and self._settings[user].withholds:
                _, _, tag = message.get("from").rpartition(";tag=")
                message.set_all("from", [f'"Anonymous" <sip:anonymous@anonymous.invalid>;tag={tag}'])
                message.push("P-Asserted-Identity", f"<sip:{user}@{self._options.host}>")
                message.push("Privacy", "id")
        setting = self._settings.get(self._speaks_for.get(message.call_id, ""))
        if setting is not None and setting.asserts and message.method not in ("ACK", "CANCEL"):
            uri = f"<sip:{setting.asserts}@{self._options.host}>"
            message.push("P-Asserted-Identity", uri)
            message.push("Remote-Party-ID", f"{uri};party=called;privacy=off;screen=yes")

    def _find(self, dialled: str) -> script.SetPhone | None:
        exact = self._settings.get(dialled)
        return exact or next((one for one in self._settings.values() if dialled in one.dialled_as), None)

    # ------------------------------------------------------------------------ what the stack reports

    def _on_incoming(self, call: Call) -> None:
        live = self._calls.get(call.call_id or "")
        if live is not None:
            self._bind(live, call)
            live.rings()

    def _on_softphone_call(self, username: str, call: Call) -> None:
        """A call that the front has not seen: it came from where the phone is registered."""
        name, now = call.call_id or f"{username}-{call.handle}", time.monotonic()
        # The stack keeps no copy of the message: its sender and its id are all that is known of it.
        invite = (
            f"INVITE sip:{username} SIP/2.0\r\nVia: SIP/2.0/UDP unknown\r\nFrom: <{call.peer}>\r\n"
            f"Call-ID: {name}\r\nCSeq: 1 INVITE\r\n\r\n"
        )
        self.emit(script.Incoming(at=now, call=name, number=username, dialled=username, invite=invite))
        live = self._new_call(name)
        match self._signed_in[username].behaviour:
            case script.Answers() | script.Rings() | script.Refuses() as plan:
                live.plan = plan
            case script.Ignores():
                pass
        self._bind(live, call)
        live.rings()

    def _on_stack_event(self, event: StackEvent) -> None:
        if not event.call:
            return
        live = self._by_handle.get(event.call)
        if live is None:
            # Events overtake dial(): a refusal may be here before the call that it refuses.
            self._early.setdefault(event.call, []).append(event)
            return
        live.on(event)
        if event.event is Event.CALL_CLOSED:
            del self._by_handle[event.call]

    def _bind(self, live: LiveCall, call: Call) -> None:
        live.bind(call)
        self._by_handle[call.handle] = live
        for event in self._early.pop(call.handle, []):
            self._on_stack_event(event)


def _check(steps: tuple[script.Step, ...]) -> None:
    """Refuse steps that could only fail later, unseen."""
    for step in steps:
        if isinstance(step, script.Speak):
            load_clip(Path(step.path), 8000)
        if isinstance(step, script.Press) and not re.fullmatch(r"[0-9A-D*#]+", step.keys):
            raise Refused(f"{step.keys!r} are no keys of a telephone")


def _final(code: int) -> int:
    if not 400 <= code <= 699:
        raise Refused(f"{code} is no final SIP refusal (400-699)")
    return code


def _free_port() -> int:
    """A UDP port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind((_INNER, 0))
        return int(datagrams.getsockname()[1])


async def _standard_streams() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Our standard input and output as streams; what native code prints goes to standard error."""
    loop = asyncio.get_running_loop()
    protocol_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, protocol_out)
    return reader, asyncio.StreamWriter(transport, protocol, None, loop)


async def serve(options: argparse.Namespace) -> None:
    """Run until the input ends, a SIGTERM comes, or the stack dies."""
    lines, out = await _standard_streams()
    carrier = Carrier(options, out)
    await carrier.start()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lines.feed_eof)
    requests: set[asyncio.Task[None]] = set()
    try:
        while line := await lines.readline():
            task = asyncio.create_task(carrier.carry_out(script.decode_request(line)))
            requests.add(task)
            task.add_done_callback(requests.discard)
    finally:
        await carrier.stop()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="offhook.practice.carrier", description="Scripted SIP phones.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address that the outside talks to")
    parser.add_argument("--port", type=int, default=0, help="SIP port, UDP and TCP; 0 takes a free one")
    parser.add_argument("--tls", help="PEM file with certificate and key: SIP over TLS too, on a free port")
    parser.add_argument("--recordings", default=".", help="folder for what the phones hear")
    parser.add_argument("--rtp", default="24000-24999", help="range of RTP ports")
    parser.add_argument("--codecs", default="pcmu,pcma", help="codecs in order of preference")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # A telephone has a processor of its own: on a busy machine this one would stutter, and seem to hear gaps.
    with contextlib.suppress(PermissionError):
        os.nice(_PRIORITY)
    # Ctrl-C reaches every process of a terminal: the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(serve(options))
    except Refused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
