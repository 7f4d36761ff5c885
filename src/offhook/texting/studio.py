"""Where pictures are made anew: on a thread, and one at a time, since each takes a processor and up to 200 MB."""

from __future__ import annotations

import asyncio

from offhook.texting.images import Picture, Wish, understand


class Studio:
    """Takes its turn with whoever else has pictures."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    async def understand(self, data: bytes, wish: Wish) -> Picture:
        """Make a picture anew. Raises `NotUsable`: it is none that is taken."""
        async with self._free:
            return await asyncio.to_thread(understand, data, wish)
