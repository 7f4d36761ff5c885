"""Every test of what is kept runs on both databases."""

from tests.fixtures import company, conn

__all__ = ["company", "conn"]
