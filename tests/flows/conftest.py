"""A script that was forgotten half-way fails its test."""

from tests.playbook import every_script_ends as pytest_runtest_call

__all__ = ["pytest_runtest_call"]
