"""A command that is started before it is typed."""

from __future__ import annotations

import asyncio

import pytest

from offhook.cli.errors import CommandFailed
from offhook.cli.waiting import Waiting

PIPE = asyncio.subprocess.PIPE


async def test_it_does_what_is_typed_tells_a_failure_and_ends_where_it_is_not_needed() -> None:
    async with Waiting(PIPE) as does, Waiting(PIPE) as fails, Waiting(PIPE) as idle:
        refused = fails.type("nothing")
        assert "Usage: offhook calls show" in await does.type("calls", "show", "--help")
        with pytest.raises(CommandFailed, match="`offhook nothing` ended with status 2"):
            await refused
    with pytest.raises(CommandFailed):
        await idle.type("calls")
