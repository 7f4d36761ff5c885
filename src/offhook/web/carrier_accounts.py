"""What all requests about carriers need: the network that carriers call, and an account whose numbers it may change."""

from __future__ import annotations

from typing import cast

from offhook.carriers import service
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.networks import ByWebhook
from offhook.problems import Problem, conflict
from offhook.provisioning.desk import Desk
from offhook.provisioning.words import credentials
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.trials import Trial
from offhook.worker import Worker

_NO_CARRIERS = "This installation calls over SIP. To call over carriers by HTTP, set telephony to carriers."

_BY_KEY = (
    "Vonage shows numbers to the account's API key alone, not to the application: give the key and its secret on its "
    "page, or by `offhook carrier key`. Or link your numbers with the application there, and add each as a line."
)


def by_webhook(offhook: Worker) -> ByWebhook | None:
    """The network, where carriers call it."""
    return cast(ByWebhook, offhook.network) if offhook.settings.telephony == "carriers" else None


def carriers_of(offhook: Worker) -> ByWebhook:
    """The network that carriers call. Raises `Problem`: this installation has another."""
    found = by_webhook(offhook)
    if found is None:
        raise conflict("no-carriers", "Carriers can't be used here", _NO_CARRIERS)
    return found


async def with_numbers(offhook: Worker, workspace: str, trunk: str) -> tuple[Desk, Account, Holding]:
    """An account whose numbers can be seen and changed from here, as it is kept and as it is used.

    Raises:
        Problem: this workspace has no such account, or its numbers can't be.
    """
    account = await offhook.storage.read(lambda conn: service.get(conn, workspace, trunk))
    desk = carriers_of(offhook).desk
    if not account.lists_numbers:
        raise conflict("numbers-elsewhere", "Numbers are managed at the carrier", _BY_KEY)
    return desk, account, desk.account(account.trunk.id)


async def tried(
    offhook: Worker,
    kind: CarrierKind,
    account: str,
    key: str | None,
    opens: Secret,
    *,
    space: str = "",
    application: str = "",
) -> Trial:
    """What the carrier says to what an account opens with.

    Raises:
        Problem: it refuses it, or can't be asked.
    """
    found = await carriers_of(offhook).try_out(kind, account, key, opens, space=space, application=application)
    problem: Problem | None = credentials(found, key=key if kind is CarrierKind.TWILIO else None)
    if problem is not None:
        raise problem
    return found
