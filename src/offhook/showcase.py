"""What `./run` does: starts Offhook with everything that it needs, places one call to see, and serves until Ctrl-C.

While no trunk of a real carrier is configured, practice phones stand in at the far end: real SIP phones in a process
of their own, or with `--practice` simulated ones. All else is what a user would type, and is shown as such.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from offhook.cli.client import Client, Refused, ThisMachine
from offhook.cli.errors import CommandFailed
from offhook.practice.link import CarrierFailed
from offhook.practice.phones import Answers, HangUp, Phone, PracticeCarrier, Press, Speak, Wait
from offhook.problems import Problem
from offhook.settings import Settings, SettingsRefused, load
from offhook.storage.private import make_data_folder

YOU, DANA, LINE = "+12025550111", "+12025550122", "+12025550100"
PRACTICE = "practice"
PORT = 5090
"""Of the practice trunk, unless something else has it."""
STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 15.0
ANSWERS_WITHIN_S = 15.0
LEAST_SPEECH_S = 0.4
"""Less than that is no word, and nobody was heard."""

console = Console(highlight=False, soft_wrap=True, markup=False)


class Failed(Exception):
    """Something that has to work did not; the message says what."""


@dataclass(frozen=True)
class SipPhones:
    """The two phones of the demonstration, and the port of their carrier."""

    port: int
    you: Phone
    dana: Phone


async def show(settings: Settings, *, demo: bool) -> None:
    """Start, place the demonstration call where that harms nobody, serve until cancelled."""
    client = Client(ThisMachine(settings.data))
    async with AsyncExitStack() as stack:
        # Beside each other, as both take seconds. The phones are there long before Offhook asks its trunks: one that is
        # silent then counts as down for a while.
        picking_up = asyncio.ensure_future(sip_phones(settings, stack)) if settings.telephony == "asterisk" else None
        server = await stack.enter_async_context(serving(settings))
        phones = None if picking_up is None else await picking_up
        await answering(client, server)
        if demo or await only_practice(client):
            await demonstrate(client, phones)
        if demo:
            return
        headline(f"Offhook goes on serving at http://{settings.http.host}:{settings.http.port}. Ctrl-C stops it.")
        console.print(f"In another terminal: {command()} --help")
        raise Failed(f"offhook serve ended by itself, with status {await server.wait()}")


# The parts


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """`offhook serve`, ended with everything that it started."""
    was_running = await asyncio.to_thread(asterisk_runs, settings)
    # Who started this looks at it, on a terminal or through `tee`.
    headline("$ offhook serve --show-key")
    process = await offhook("serve", "--show-key")
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOPS_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()
        if not was_running:
            await asyncio.to_thread(stop_asterisk, settings)


def asterisk_runs(settings: Settings) -> bool:
    """Whether there is an Asterisk already, which is not ours to stop then."""
    from offhook.telephony.asterisk import supervisor
    from offhook.telephony.asterisk.config import home
    from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate
    from offhook.telephony.asterisk.instance import load as load_instance

    if settings.telephony != "asterisk":
        return False
    try:
        return supervisor.running(load_instance(locate().on_host(home(settings.asterisk.instance))))
    except AsteriskUnavailable:
        return False


def stop_asterisk(settings: Settings) -> None:
    """Calls outlive a worker that stops; they do not outlive the demonstration."""
    from offhook.telephony.asterisk import supervisor
    from offhook.telephony.asterisk.config import home
    from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate
    from offhook.telephony.asterisk.instance import load as load_instance

    if settings.telephony == "asterisk":
        with contextlib.suppress(AsteriskUnavailable):
            supervisor.stop(load_instance(locate().on_host(home(settings.asterisk.instance))))


async def answering(client: Client, server: asyncio.subprocess.Process) -> None:
    """Wait until calls can be placed."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + STARTS_WITHIN_S
    reason = "it did not answer"
    while loop.time() < deadline:
        if server.returncode is not None:
            raise Failed("Offhook did not start; the line above says why.")
        try:
            await asyncio.to_thread(client.get, "health")
            return
        except Refused as refused:
            reason = str(refused)
        except CommandFailed:
            pass  # its socket is not there yet
        await asyncio.sleep(0.05)
    raise Failed(f"Offhook was not ready within {STARTS_WITHIN_S:g} s: {reason}")


async def only_practice(client: Client) -> bool:
    """Whether nobody has configured a trunk of their own."""
    return all(trunk["name"] == PRACTICE for trunk in await asyncio.to_thread(client.every, "trunks"))


async def demonstrate(client: Client, phones: SipPhones | None) -> None:
    """Two practice phones, a trunk and a line to reach them by, and one call between them."""
    if phones is None:
        await over_the_practice_network(client)
    else:
        await over_sip(client, phones)
    call = (await asyncio.to_thread(client.get, "calls", limit=1))["items"][0]["id"]
    await typed_together(("calls", "show", call), ("calls", "timeline", call))


async def over_the_practice_network(client: Client) -> None:
    """A call between two simulated phones, and what they heard."""
    headline("Two simulated phones stand by: yours, which presses 5 when it is asked to, and Dana's.")
    await typed("practice", "phone", YOU, "--answers-after", "0.8", "--press", "5")
    await typed("practice", "phone", DANA, "--answers-after", "1.5", "--hangs-up-after", "3")
    await furnish(client, PORT)
    await typed("call", "--caller", YOU, "--to", DANA, "--line", LINE)
    await typed("practice", "show", YOU)
    await typed("practice", "show", DANA)


async def over_sip(client: Client, phones: SipPhones) -> None:
    """A call between two SIP phones, and what they heard."""
    headline("Two SIP phones stand by: yours, which presses 5 when it is asked to, and Dana's. Both can talk.")
    await furnish(client, phones.port)
    await typed("call", "--caller", YOU, "--to", DANA, "--line", LINE)
    headline("What the phones really heard, measured in what they recorded:")
    console.print(await asyncio.to_thread(heard, phones))


async def furnish(client: Client, port: int) -> None:
    """The trunk and the line of the demonstration, as they should be, whatever an earlier one left."""
    trunks = {trunk["name"]: trunk for trunk in await asyncio.to_thread(client.every, "trunks")}
    if PRACTICE not in trunks:
        await typed("trunk", "add", PRACTICE, "--host", "127.0.0.1", "--port", str(port))
    elif trunks[PRACTICE]["port"] != port:
        await asyncio.to_thread(client.patch, "trunks", PRACTICE, body={"port": port})
    if LINE not in {line["number"] for line in await asyncio.to_thread(client.every, "lines")}:
        await typed("line", "add", LINE, "--trunk", PRACTICE)
    if not (await asyncio.to_thread(client.get, "contacts", search=DANA))["items"]:
        await typed("contact", "add", "Dana Ruiz", "--number", DANA)
    await reached(client)


async def reached(client: Client) -> None:
    """Wait until the practice trunk is known to work."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + ANSWERS_WITHIN_S
    while True:
        health = (await asyncio.to_thread(client.post, "trunks", PRACTICE, "test"))["health"]
        if health["state"] == "up":
            return
        if loop.time() > deadline:
            raise Failed(f"The practice phones can't be reached: {health['error'] or 'they were not asked'}")
        await asyncio.sleep(0.05)


async def sip_phones(settings: Settings, stack: AsyncExitStack) -> SipPhones:
    """A practice carrier with two real SIP phones: yours and Dana's."""
    await asyncio.to_thread(make_data_folder, settings.data)
    yours, danas = await asyncio.to_thread(voices, settings.data / "practice")
    carrier = await carrier_at(PORT, stack)
    you = await carrier.phone(YOU, Answers(after=0.3, then=(Wait(2.1), Press("5"), Wait(2.2), Speak(yours))))
    dana = await carrier.phone(DANA, Answers(after=0.8, then=(Speak(danas), Wait(1.6), HangUp())))
    return SipPhones(carrier.port, you, dana)


async def carrier_at(port: int, stack: AsyncExitStack) -> PracticeCarrier:
    """A practice carrier at this port, or at a free one."""
    try:
        return await stack.enter_async_context(PracticeCarrier(port=port))
    except CarrierFailed:
        return await stack.enter_async_context(PracticeCarrier())


def voices(folder: Path) -> tuple[str, str]:
    """What you and Dana say, as audio files."""
    import soundfile

    from offhook.speech.hibari import Hibari

    folder.mkdir(exist_ok=True)
    files = []
    voice = None
    for name, words in (("you", "Hello Dana, this is Ann."), ("dana", "Hello, this is Dana.")):
        path = folder / f"{name}.wav"
        if not path.exists():
            voice = voice or Hibari()
            audio = voice.synthesize(words, "en")
            soundfile.write(path, audio.samples, audio.rate)
        files.append(str(path))
    return files[0], files[1]


def heard(phones: SipPhones) -> str:
    """What was heard at both ends of the latest call, in words with figures.

    Raises:
        Failed: somebody did not hear what they should have heard.
    """
    from offhook.practice import hearing

    at_yours, at_danas = phones.you.received[-1], phones.dana.received[-1]
    sound = at_yours.sound()
    bursts = hearing.ringback_spans(sound)
    if not bursts:
        raise Failed(f"You did not hear Dana's phone ring, but {hearing.describe(sound)}.")
    ringing = sum(burst.seconds for burst in bursts)
    announcement = hearing.speech_seconds(sound.between(0, bursts[0].start))
    # From the first ring on, as ringing is no speech: on a busy machine a vowel of Dana's may pass for the last ring.
    dana = hearing.speech_seconds(sound.between(bursts[0].start))
    you = hearing.speech_seconds(at_danas.sound())
    for what, seconds in (
        ("You did not hear the announcement", announcement),
        ("You did not hear Dana", dana),
        ("Dana did not hear you", you),
    ):
        if seconds < LEAST_SPEECH_S:
            raise Failed(f"{what}: there were {seconds:.1f} s of speech.")
    return (
        f"  You heard the announcement ({announcement:.1f} s of speech), then Dana's phone ringing ({ringing:.1f} s), "
        f"then Dana ({dana:.1f} s of speech).\n"
        f"  Dana heard you ({you:.1f} s of speech), and saw {at_danas.caller.number} calling."
    )


# Typing


def headline(text: str) -> None:
    """Something to look at, after an empty line."""
    console.print(f"\n{text}", style="bold")


def command() -> str:
    """How the command line is called from here."""
    script = Path(sys.executable).with_name("offhook")
    with contextlib.suppress(ValueError):
        script = script.relative_to(Path.cwd())
    return str(script) if script.exists() else "offhook"


async def offhook(*arguments: str, stdout: int | None = None) -> asyncio.subprocess.Process:
    """The command line, as a process with our own output or a pipe. Ctrl-C reaches us alone: we end it in order."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "offhook.cli.main",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        start_new_session=True,
    )


async def typed_together(first: Sequence[str], second: Sequence[str]) -> None:
    """Two commands that only read, side by side, as each takes half a second to start; shown one after the other."""
    process = await offhook(*second, stdout=asyncio.subprocess.PIPE)
    reading = asyncio.ensure_future(process.communicate())
    try:
        await typed(*first)
        headline(f"$ offhook {' '.join(second)}")
        lines, _ = await reading
    except BaseException:
        reading.cancel()
        if process.returncode is None:
            process.terminate()
            await process.wait()
        raise
    console.print(lines.decode(), end="")
    if process.returncode != 0:
        raise Failed(f"`offhook {' '.join(second)}` ended with status {process.returncode}")


async def typed(*arguments: str) -> None:
    """Show a command, and run it."""
    shown = " ".join(f'"{each}"' if " " in each else each for each in arguments)
    headline(f"$ offhook {shown}")
    process = await offhook(*arguments)
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if status != 0:
        raise Failed(f"`offhook {shown}` ended with status {status}")


async def until_stopped(work: Any) -> bool:
    """Do some work until it is done, or until Ctrl-C or SIGTERM. Whether it was done."""
    task: asyncio.Task[None] = asyncio.ensure_future(work)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        if not stopped:  # once: cleaning up is not to be interrupted too
            stopped = True
            console.print("\nStopping.", style="bold")
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
    return not stopped


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        "./run", description="Start Offhook, place a demonstration call, and serve until Ctrl-C."
    )
    parser.add_argument("--demo", action="store_true", help="end after the call's record")
    parser.add_argument("--practice", action="store_true", help="on the simulated network: no root, no Asterisk")
    chosen = parser.parse_args(arguments)
    if chosen.practice:
        os.environ["OFFHOOK_TELEPHONY"] = "practice"
    try:
        settings = load()
        # For the commands: they need not read everything again, and `serve` is not to talk in between.
        os.environ["OFFHOOK_DATA"] = str(settings.data)
        os.environ.setdefault("OFFHOOK_LOG_LEVEL", "error")
        done = asyncio.run(until_stopped(show(settings, demo=chosen.demo)))
    except (SettingsRefused, Failed, CarrierFailed, CommandFailed, Problem) as failed:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"offhook: {failed}", style="red", markup=False)
        return 1
    # A demonstration that was cut short did not show what it should have.
    return 130 if chosen.demo and not done else 0


if __name__ == "__main__":
    sys.exit(main())
