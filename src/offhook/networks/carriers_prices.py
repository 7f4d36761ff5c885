"""Asking whichever carrier had a call or message what it cost."""

from __future__ import annotations

from collections.abc import Sequence

from offhook.calls.values import TrunkId
from offhook.networks.carriers_accounts import Kinds
from offhook.rating.asking import Never, NotYet, Told
from offhook.rating.model import Charge, PricedKind
from offhook.telephony.telnyx import prices as telnyx
from offhook.telephony.telnyx.accounts import Account as TelnyxAccount
from offhook.telephony.twiml import prices as twiml
from offhook.telephony.twiml.accounts import Account as TwimlAccount
from offhook.telephony.vonage import prices as vonage
from offhook.telephony.vonage.accounts import Account as VonageAccount
from offhook.telephony.webhooks.prices import Price, Unpriced


class Prices:
    """The accounts that are switched on, as far as they are asked for prices.

    Args:
        kinds: Has what carriers are asked with.
    """

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._accounts: dict[TrunkId, TwimlAccount | VonageAccount] = {}
        self._telnyx: dict[TrunkId, TelnyxAccount] = {}

    def use(self, accounts: Sequence[TwimlAccount | VonageAccount], telnyx: Sequence[TelnyxAccount]) -> None:
        """Ask exactly these; Telnyx's, which are among them, have texts in another API than calls."""
        self._accounts = {account.trunk: account for account in accounts}
        self._telnyx = {account.trunk: account for account in telnyx}

    async def ask(self, charge: Charge) -> Told | NotYet | Never:
        """What something cost that the carrier knows by its `reference`."""
        match await self._asked(charge):
            case Price(millionths=millionths, currency=currency):
                return Told(millionths, currency)
            case Unpriced(reason=reason, gone=True):
                return Never(reason)
            case Unpriced(reason=reason):
                return NotYet(reason)

    async def _asked(self, charge: Charge) -> Price | Unpriced:
        trunk = TrunkId(charge.trunk_id)
        if charge.kind is not PricedKind.CALL and (beside := self._telnyx.get(trunk)) is not None:
            return await telnyx.price_of(self._kinds.telnyx, beside, charge.reference)
        match self._accounts.get(trunk):
            case TwimlAccount() as account:
                kind = "Calls" if charge.kind is PricedKind.CALL else "Messages"
                return await twiml.price_of(self._kinds.twiml, account, kind, charge.reference)
            case VonageAccount() if charge.kind is not PricedKind.CALL:
                return Unpriced("the carrier tells it with what became of it, and has not", gone=True)
            case VonageAccount() as account:
                return await vonage.price_of(self._kinds.vonage, account, charge.reference)
            case None:
                return Unpriced("the account is switched off")
