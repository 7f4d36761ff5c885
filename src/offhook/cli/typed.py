"""Secrets that somebody types, where no other program sees them."""

from __future__ import annotations

import sys

import typer

from offhook.cli.errors import CommandFailed


def secret_typed(what: str) -> str:
    """From the terminal without showing it, or a line of standard input.

    Raises:
        CommandFailed: there was none.
    """
    if sys.stdin.isatty():
        return str(typer.prompt(what[0].upper() + what[1:], hide_input=True, err=True))
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise CommandFailed(f"The {what} is missing: type it when asked, or send it on standard input.")
    return typed
