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
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from offhook.cli.client import Client, Refused, ThisMachine
from offhook.cli.errors import CommandFailed
from offhook.cli.waiting import Waiting
from offhook.problems import Problem
from offhook.settings import Settings, SettingsRefused, load

if TYPE_CHECKING:
    from offhook.practice.demonstration import SipPhones

YOU, DANA, LINE = "+12025550111", "+12025550122", "+12025550100"
PRACTICE = "practice"
NOBODYS_PORT = 5090
"""Of the trunk on the practice network, where nobody looks at it."""
STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 15.0
ANSWERS_WITHIN_S = 15.0
CALLS_WITHIN_S = 60.0

console = Console(highlight=False, soft_wrap=True, markup=False)


class Failed(Exception):
    """Something that has to work did not; the message says what."""


async def show(settings: Settings, *, demo: bool) -> None:
    """Start, place the demonstration call where that harms nobody, serve until cancelled."""
    client = Client(ThisMachine(settings.data))
    async with AsyncExitStack() as stack:
        # Beside each other, as both take seconds. The phones are there long before Offhook asks its trunks: one that is
        # silent then counts as down for a while.
        picking_up = (
            asyncio.ensure_future(sip_phones(settings.data, stack)) if settings.telephony == "asterisk" else None
        )
        server = await stack.enter_async_context(serving(settings))
        phones = None if picking_up is None else await picking_up
        async with Waiting() as caller:
            await answering(client, server)
            if demo or await only_practice(client):
                await demonstrate(client, phones, caller)
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


async def demonstrate(client: Client, phones: SipPhones | None, caller: Waiting) -> None:
    """Two practice phones, a trunk and a line to reach them by, and one call between them."""
    async with readers(phones) as waiting:
        if phones is None:
            await over_the_practice_network(client, caller)
        else:
            await over_sip(client, phones, caller)
        call = (await asyncio.to_thread(client.get, "calls", limit=1))["items"][0]["id"]
        shows, tells = await waiting
        # Side by side; shown one after the other.
        told = tells.type("calls", "timeline", call)
        headline(f"$ offhook calls show {call}")
        await shows.type("calls", "show", call)
        headline(f"$ offhook calls timeline {call}")
        console.print(await told, end="")


async def over_the_practice_network(client: Client, caller: Waiting) -> None:
    """A call between two simulated phones, and what they heard."""
    headline("Two simulated phones stand by: yours, which presses 5 when it is asked to, and Dana's.")
    await typed("practice", "phone", YOU, "--answers-after", "0.8", "--press", "5")
    await typed("practice", "phone", DANA, "--answers-after", "1.5", "--hangs-up-after", "3")
    await furnish(client, NOBODYS_PORT)
    await calls(caller)
    await typed("practice", "show", YOU)
    await typed("practice", "show", DANA)


async def over_sip(client: Client, phones: SipPhones, caller: Waiting) -> None:
    """A call between two SIP phones, and what they heard."""
    headline("Two SIP phones stand by: yours, which presses 5 when it is asked to, and Dana's. Both can talk.")
    await furnish(client, phones.port)
    await calls(caller)
    headline("What the phones really heard, measured in what they recorded:")
    console.print(await asyncio.to_thread(heard, phones))


async def calls(caller: Waiting) -> None:
    """The call, followed to its end."""
    placing = ("call", "--caller", YOU, "--to", DANA, "--line", LINE)
    headline(f"$ offhook {' '.join(placing)}")
    await caller.type(*placing)


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


async def sip_phones(data: Path, stack: AsyncExitStack) -> SipPhones:
    """A practice carrier with two real SIP phones, whose code is loaded while Offhook starts."""
    demonstration = await asyncio.to_thread(import_module, "offhook.practice.demonstration")
    try:
        found: SipPhones = await demonstration.sip_phones(data, stack)
    except demonstration.CarrierFailed as failed:
        raise Failed(str(failed)) from failed
    return found


def heard(phones: SipPhones) -> str:
    """What was heard at both ends of the latest call, in words with figures.

    Raises:
        Failed: somebody did not hear what they should have heard.
    """
    from offhook.practice import demonstration

    try:
        return demonstration.heard(phones)
    except demonstration.NotHeard as missed:
        raise Failed(str(missed)) from missed


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


async def offhook(*arguments: str) -> asyncio.subprocess.Process:
    """The command line, as a process with our own output. Ctrl-C reaches us alone: we end it in order."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "offhook.cli.main",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )


@asynccontextmanager
async def readers(phones: SipPhones | None) -> AsyncIterator[asyncio.Future[tuple[Waiting, Waiting]]]:
    """Two commands that will read the call's record; over SIP they start in the quiet time while the two talk."""
    async with AsyncExitStack() as stack:

        async def start() -> tuple[Waiting, Waiting]:
            if phones is not None:
                await phones.dana.rang(CALLS_WITHIN_S)
            piped = Waiting(asyncio.subprocess.PIPE)
            return await stack.enter_async_context(Waiting()), await stack.enter_async_context(piped)

        starting = asyncio.ensure_future(start())
        try:
            yield starting
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)


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
    except (SettingsRefused, Failed, CommandFailed, Problem) as failed:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"offhook: {failed}", style="red", markup=False)
        return 1
    # A demonstration that was cut short did not show what it should have.
    return 130 if chosen.demo and not done else 0


if __name__ == "__main__":
    sys.exit(main())
