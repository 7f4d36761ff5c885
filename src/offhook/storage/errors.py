"""How a write can fail for reasons that aren't its own."""

from __future__ import annotations


class DatabaseAway(Exception):
    """The database couldn't be reached, or was locked by somebody else, for too long. The work never ran."""


class WriteLost(Exception):
    """The work ran, and nothing of it is in the database."""


class WriteUncertain(Exception):
    """The work ran, and the connection broke while it was being committed: look whether it is there."""


class StorageClosed(Exception):
    """Offhook is shutting down, and takes no more work."""
