"""What a number costs a month, asked of the carrier when it comes under control; nobody waits for it in vain."""

from __future__ import annotations

import structlog

from offhook.provisioning.desk import Desk
from offhook.rating import fees
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.numbers import OwnNumber
from offhook.telephony.webhooks.refusals import Refused
from offhook.telephony.webhooks.shop import Price

log = structlog.get_logger(__name__)


async def learn(
    desk: Desk, account: Holding, workspace: str, line_id: str, own: OwnNumber, agreed: Price | None
) -> None:
    """Keep what a number costs: what was agreed to, or what the carrier says of its kind. What is known stays."""
    now = desk.clock.now()
    if await desk.storage.read(lambda conn: fees.of_line(conn, workspace, line_id, now)) is not None:
        return
    price = agreed or await _asked(account, own)
    if price is not None:
        await desk.storage.write(
            lambda conn: fees.told(conn, workspace, line_id, price.amount, price.currency, desk.clock.now())
        )


async def _asked(account: Holding, own: OwnNumber) -> Price | None:
    if not own.country:
        return None
    try:
        return await account.price(own.number, own.kind, own.country)
    except (NoAnswer, Refused) as reason:  # it can be typed
        log.warning("fee_not_known", number=own.number, reason=str(reason))
        return None
