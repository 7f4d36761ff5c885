"""What Offhook's source says to people: every sentence that can be read off it, with its places filled by `X1`, …"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import offhook

SOURCE = Path(offhook.__file__).parent

_DETAIL_AT = {"Problem": 2, "invalid": 1, "invalid_number": 1, "conflict": 2, "forbidden": 0, "unavailable": 2}
_TITLE_AT = {"Problem": 1, "conflict": 1, "unavailable": 1}


def problems(of: str) -> Iterator[str]:
    """Titles and details of the problems of a module or package, where they stand at the place of the problem."""
    for call in (node for tree in _trees(of) for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        for at in (_TITLE_AT.get(name), _DETAIL_AT.get(name)):
            if at is not None and at < len(call.args) and (said := _said(call.args[at])) is not None:
                yield said


def yielded(of: str) -> Iterator[str]:
    """The last string of every tuple that a module yields: what its lines say."""
    for node in (node for tree in _trees(of) for node in ast.walk(tree)):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            last = node.value.elts[-1]
            for text in (last.body, last.orelse) if isinstance(last, ast.IfExp) else (last,):
                if (said := _said(text)) is not None:
                    yield said


def _trees(of: str) -> Iterator[ast.Module]:
    path = SOURCE / of
    for file in sorted(path.rglob("*.py")) if path.is_dir() else (path,):
        yield ast.parse(file.read_text(encoding="utf-8"))


def _said(node: ast.expr) -> str | None:
    counted = itertools.count(1)
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(
                str(each.value) if isinstance(each, ast.Constant) else f"X{next(counted)}" for each in values
            )
        case _:
            return None


def audited(of: str) -> Iterator[str]:
    """What a module says in the audit log that somebody did, where it stands at the place of the entry."""
    for call in (node for tree in _trees(of) for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in {"note", "noted"}:
            for text in call.args:
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                    yield text.value.replace("{}", "X1")
                    break


def outcomes(of: str) -> Iterator[str]:
    """Why calls came out as they did, as far as a package says it where it says how."""
    for call in (node for tree in _trees(of) for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "Outcome":
            for text in [*call.args[2:], *(each.value for each in call.keywords if each.arg == "reason")]:
                if said := _said(text):
                    yield said
