"""The phones of `./run`, without a carrier; tests/sip/test_showcase.py has them in a call."""

from __future__ import annotations

import asyncio
import stat
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from offhook.practice import demonstration
from offhook.practice.link import CarrierFailed


def test_the_practice_phones_voices_leave_the_data_folder_to_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are made before Offhook starts."""

    async def no_carrier(port: int, stack: AsyncExitStack) -> None:
        raise CarrierFailed("no carrier here")

    monkeypatch.setattr(demonstration, "carrier_at", no_carrier)
    data = tmp_path / "var" / "data"
    with pytest.raises(CarrierFailed):
        asyncio.run(demonstration.sip_phones(data, AsyncExitStack()))
    assert (data / "practice" / "you.wav").exists()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
