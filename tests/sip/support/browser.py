"""A headless Chromium with a microphone that hums, and what its pages hear of their calls."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import ssl
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from offhook.practice.hearing import Sound
from offhook.telephony.asterisk.certificate import self_signed

_RATE = 48_000

KEEP_CONNECTIONS = """
  window.calls = [];
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...how) { super(...how); window.calls.push(this); }
  };
"""
"""So that the test can hear what the page hears: the product has no hooks for that."""

_LISTEN = """async (seconds) => {
  const connection = window.calls.at(-1);
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 32768;
  context.createMediaStreamSource(new MediaStream([connection.getReceivers()[0].track])).connect(analyser);
  await new Promise((done) => setTimeout(done, 1000 * analyser.fftSize / context.sampleRate + 100));
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  await context.close();
  return [context.sampleRate, Array.from(samples)];
}"""

_SELECTED = """async () => {
  const stats = [...(await window.calls.at(-1).getStats()).values()];
  const transport = stats.find((each) => each.type === 'transport');
  const pair = stats.find((each) => each.id === transport.selectedCandidatePairId);
  const of = (id) => stats.find((each) => each.id === id);
  const codec = stats.find((each) => each.type === 'codec');
  return {
    dtls: transport.dtlsState, srtp: transport.srtpCipher ?? '', codec: codec.mimeType,
    remote: of(pair.remoteCandidateId).address,
    offer: window.calls.at(-1).remoteDescription.sdp, answer: window.calls.at(-1).localDescription.sdp,
  };
}"""


@asynccontextmanager
async def chromium(folder: Path, *, hums: float) -> AsyncIterator[Browser]:
    """Debian's own, whose microphone hears a sine of `hums` Hz."""
    microphone = folder / "microphone.wav"
    write_tone(microphone, hums)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
            ],
        )
        yield browser
        with contextlib.suppress(Exception):  # a test may have killed it
            await browser.close()


@asynccontextmanager
async def window(browser: Browser, origin: str) -> AsyncIterator[BrowserContext]:
    """A window of its own: cookies, storage, and the tabs in it. It allows the microphone, and our own certificate."""
    context = await browser.new_context(
        base_url=origin, ignore_https_errors=True, permissions=["microphone"], service_workers="block"
    )
    await context.add_init_script(KEEP_CONNECTIONS)
    try:
        yield context
    finally:
        with contextlib.suppress(Exception):
            await context.close()


async def heard(page: Page) -> Sound:
    """Two thirds of a second of what the page's call lets it hear, from now on."""
    rate, samples = await page.evaluate(_LISTEN)
    return Sound(np.array(samples), int(rate))


async def carried(page: Page) -> dict[str, str]:
    """How the page's call is carried: `dtls`, `srtp`, `codec`, the `remote` address, the `offer` and the `answer`."""
    found: dict[str, str] = await page.evaluate(_SELECTED)
    return found


def tls_context(folder: Path) -> ssl.SSLContext:
    """What a server in front of Offhook shows: a self-made certificate of this machine."""
    path = folder / "front.pem"
    path.write_bytes(b"".join(self_signed("front.example", ("127.0.0.1",))))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def killed(browser: Browser) -> None:
    """SIGKILL, all of its processes at once, as when its machine loses power."""
    session = await browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process["id"]), signal.SIGKILL)
    await asyncio.sleep(0)


def write_tone(path: Path, hz: float) -> None:
    """Of a whole number of waves, so that it can be repeated without a click."""
    samples = np.sin(2 * np.pi * hz * np.arange(_RATE) / _RATE) * 8_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
