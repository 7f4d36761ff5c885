"""Accounts with carriers as they are kept, made to what the adapter uses: each kind in its own way."""

from __future__ import annotations

import aiohttp

from offhook.calls.values import TrunkId
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.telephony.telnyx import accounts as telnyx
from offhook.telephony.telnyx.client import Client as TelnyxClient
from offhook.telephony.twiml.accounts import DIALECTS
from offhook.telephony.twiml.accounts import Account as TwimlAccount
from offhook.telephony.twiml.carrier import TwimlCarrier
from offhook.telephony.twiml.client import Client as TwimlClient
from offhook.telephony.twiml.credentials import try_out as try_twiml
from offhook.telephony.vonage import accounts as vonage
from offhook.telephony.vonage.carrier import VonageCarrier
from offhook.telephony.vonage.client import Client as VonageClient
from offhook.telephony.vonage.credentials import try_out as try_vonage
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.trials import Trial
from offhook.telephony.webhooks.words import Words


class Kinds:
    """Those there are.

    Args:
        public: Under which this installation is reached from outside.
        words: What phrases sound like.
    """

    def __init__(self, session: aiohttp.ClientSession, public: str, words: Words) -> None:
        self.twiml = TwimlClient(session)
        self.telnyx = TelnyxClient(session)
        self.vonage = VonageClient(session)
        self._public = public
        self._words = words

    def carrier(self, account: Account, opens: Secret) -> Carrier:
        """As the adapter has it."""
        spoken = twiml_account(account, opens)
        if spoken is not None:
            return TwimlCarrier(spoken, self.twiml, self._public, self._words)
        return VonageCarrier(vonage_account(account, opens), self.vonage, self._public, self._words)

    async def try_out(
        self, kind: CarrierKind, account: str, key: str | None, opens: Secret, *, space: str = "", application: str = ""
    ) -> Trial:
        """Ask a carrier whether it takes what an account opens with."""
        dialect = DIALECTS.get(kind.value)
        if dialect is None:
            return await try_vonage(self.vonage, _application(TrunkId(""), account, opens))
        asked = TwimlAccount(
            TrunkId(""),
            account,
            opens.secret,
            user=key or "",
            tokens=opens.tokens,
            dialect=dialect,
            space=space,
            application=application,
        )
        return await try_twiml(self.twiml, asked)


def twiml_account(account: Account, opens: Secret) -> TwimlAccount | None:
    """One with a carrier that speaks TwiML; None for one of another kind."""
    dialect = DIALECTS.get(account.kind.value)
    if dialect is None:
        return None
    return TwimlAccount(
        TrunkId(account.trunk.id),
        account.account,
        opens.secret,
        user=account.trunk.username or "",
        tokens=opens.tokens,
        dialect=dialect,
        space=account.space,
        application=account.application,
        calls_per_second=float(account.calls_per_second),
    )


def telnyx_account(account: Account, opens: Secret) -> telnyx.Account | None:
    """One with Telnyx, as its API v2 knows it: its calls are those of a carrier that speaks TwiML."""
    if account.kind is not CarrierKind.TELNYX:
        return None
    return telnyx.Account(TrunkId(account.trunk.id), opens.secret, opens.tokens, telnyx.API)


def vonage_account(account: Account, opens: Secret) -> vonage.Account:
    """One with Vonage."""
    return _application(TrunkId(account.trunk.id), account.account, opens, float(account.calls_per_second))


def _application(trunk: TrunkId, account: str, opens: Secret, calls_per_second: float = 1.0) -> vonage.Account:
    return vonage.Account(trunk, account, opens.secret, opens.tokens, calls_per_second, vonage.API)
