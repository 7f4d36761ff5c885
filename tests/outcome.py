"""What a call comes to where either is right: a value or a problem, for properties over whatever people may type."""

from collections.abc import Callable
from typing import TypeVar

from offhook.problems import Problem

T = TypeVar("T")


def outcome(call: Callable[[], T]) -> T | Problem:
    """What it returns, or the problem that it raises. Anything else that it raises is a fault."""
    try:
        return call()
    except Problem as problem:
        return problem
