"""A practice phone that ends a hold."""

from collections.abc import Awaitable, Callable

from offhook.practice.call import PhoneCall
from offhook.practice.phones import CarrierFailed


def takes_back(phone: PhoneCall) -> Callable[[], Awaitable[bool]]:
    """Ends a hold; the phone can't while its re-INVITE is not answered yet."""

    async def taken_back() -> bool:
        try:
            await phone.hold(on=False)
        except CarrierFailed:
            return False
        return True

    return taken_back
