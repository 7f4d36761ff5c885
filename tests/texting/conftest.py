"""Every test here that needs a database runs on both."""

from tests.fixtures import company, conn

__all__ = ["company", "conn"]
