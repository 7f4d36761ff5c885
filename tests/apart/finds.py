"""How a function is called for one workspace with what belongs to the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.two_workspaces import Two

Finds = Callable[[Two, str], Any]
"""Called for one workspace with what belongs to the other; to give nothing."""
