"""Every test here runs on both databases."""

from tests.fixtures import company, conn

__all__ = ["company", "conn"]
