"""Accounts with carriers as they are kept, made to what the adapter uses: each kind in its own way."""

from __future__ import annotations

import aiohttp

from offhook.calls.values import TrunkId
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.telephony.telnyx import accounts as telnyx
from offhook.telephony.telnyx.client import Client as TelnyxClient
from offhook.telephony.telnyx.holding import TelnyxHolding
from offhook.telephony.twiml.accounts import DIALECTS
from offhook.telephony.twiml.accounts import Account as TwimlAccount
from offhook.telephony.twiml.carrier import TwimlCarrier
from offhook.telephony.twiml.client import Client as TwimlClient
from offhook.telephony.twiml.credentials import try_out as try_twiml
from offhook.telephony.twiml.holding import TwimlHolding
from offhook.telephony.vonage import accounts as vonage
from offhook.telephony.vonage.carrier import VonageCarrier
from offhook.telephony.vonage.client import Client as VonageClient
from offhook.telephony.vonage.credentials import try_out as try_vonage
from offhook.telephony.vonage.holding import VonageHolding
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.holding import Holding
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

    def holding(self, account: Account, opens: Secret) -> Holding | None:
        """Its numbers; None where they can't be seen from here."""
        if not account.lists_numbers:
            return None
        beside, spoken = telnyx_account(account, opens), twiml_account(account, opens)
        if beside is not None:
            return TelnyxHolding(beside, self.telnyx, self._public)
        if spoken is not None:
            return TwimlHolding(spoken, self.twiml, self._public)
        return VonageHolding(vonage_account(account, opens), self.vonage, self._public)

    async def try_out(
        self, kind: CarrierKind, account: str, key: str | None, opens: Secret, *, space: str = "", application: str = ""
    ) -> Trial:
        """Ask a carrier whether it takes what an account opens with."""
        dialect = DIALECTS.get(kind.value)
        if dialect is None:
            return await try_vonage(self.vonage, _application(TrunkId(""), account, opens, key=key or ""))
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
        user=account.key or "",
        tokens=opens.tokens,
        dialect=dialect,
        space=account.space,
        application=account.application,
        calls_per_second=float(account.calls_per_second),
        fast_ringing=account.fast_ringing,
    )


def telnyx_account(account: Account, opens: Secret) -> telnyx.Account | None:
    """One with Telnyx, as its API v2 knows it: its calls are those of a carrier that speaks TwiML."""
    if account.kind is not CarrierKind.TELNYX:
        return None
    trunk = TrunkId(account.trunk.id)
    return telnyx.Account(trunk, opens.secret, opens.tokens, account.application, telnyx.API)


def vonage_account(account: Account, opens: Secret) -> vonage.Account:
    """One with Vonage."""
    pace = float(account.calls_per_second)
    return _application(TrunkId(account.trunk.id), account.account, opens, pace, account.key or "")


def _application(
    trunk: TrunkId, account: str, opens: Secret, calls_per_second: float = 1.0, key: str = ""
) -> vonage.Account:
    return vonage.Account(
        trunk,
        account,
        opens.secret,
        opens.tokens,
        calls_per_second,
        number_key=key if opens.key_secret else "",
        number_secret=opens.key_secret,
        api=vonage.API,
        rest=vonage.REST,
    )
