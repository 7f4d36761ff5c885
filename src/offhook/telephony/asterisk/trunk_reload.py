"""Having Asterisk read trunks that were written: what it has not read yet stays due, however long that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.wire import Request, Response

_log = structlog.get_logger(__name__)


class SwitchRefused(Exception):
    """Asterisk answered, and refused; the text is its own."""


class TrunkReload:
    """The modules that are still to read what was written for them."""

    def __init__(self, ask: Callable[[Request], Awaitable[Response]]) -> None:
        self._ask = ask
        self._due: tuple[str, ...] = ()
        # Asterisk refuses a reload while another goes on.
        self._one_at_a_time = asyncio.Lock()
        self._refusal = ""

    def note(self, modules: Sequence[str]) -> None:
        """Something was written for these modules, which are to be reloaded in this order."""
        self._due += tuple(module for module in modules if module not in self._due)

    async def catch_up(self) -> None:
        """As `carry_out`, where nobody waits to be told: a refusal is logged, once.

        Raises:
            NoAnswer: there is no connection; Asterisk may have read some of it.
        """
        refusal = ""
        try:
            await self.carry_out()
        except SwitchRefused as reason:
            refusal = str(reason)
        if refusal != self._refusal:
            _log.warning("trunks_not_read" if refusal else "trunks_read_at_last", reason=refusal)
        self._refusal = refusal

    async def carry_out(self) -> None:
        """Reload what is due; what was not reloaded stays due.

        Raises:
            NoAnswer: there is no connection; Asterisk may have read some of it.
            SwitchRefused: Asterisk would not.
        """
        async with self._one_at_a_time:
            # Taken before it is asked: what is written meanwhile may come too late for this reload.
            modules, self._due = self._due, ()
            try:
                for module in modules:
                    response = await self._ask(requests.reload(module))
                    if not response.good:
                        raise SwitchRefused(f"{module} can't be reloaded: {response.complaint}")
            except BaseException:
                later, self._due = self._due, modules
                self.note(later)
                raise
