"""`offhook doctor`: how each part of the installation is, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from offhook.cli.command import Here, asking
from offhook.cli.errors import CommandFailed, NotRunning

_SIGNS = {
    "good": ("ok  ", typer.colors.GREEN),
    "doubtful": ("warn", typer.colors.YELLOW),
    "bad": ("fail", typer.colors.RED),
}


@asking
def doctor(here: Here) -> None:
    """Look at every part of the installation. Exits with 1 when one doesn't work.

    Where Offhook doesn't run, the parts that can be looked at without it are.

    Example: offhook doctor
    """
    found = _examine(here)
    if here.as_json:
        here.output.document(found)
    else:
        _show(found["findings"])
    raise typer.Exit(0 if found["well"] else 1)


def _examine(here: Here) -> Any:
    from offhook.settings import SettingsRefused

    try:
        return here.client.get("doctor")
    except NotRunning as away:
        return _alone(here, away)
    except SettingsRefused as refused:
        return {"well": False, "findings": [_bad("settings", fault) for fault in refused.faults]}


def _alone(here: Here, away: CommandFailed) -> Any:
    from offhook.web.doctor import offline_checks

    findings = [_bad("Offhook", str(away))]
    for check in offline_checks(here.settings):
        finding = check()
        findings.append(
            {
                "part": finding.part,
                "state": finding.state.value,
                "detail": finding.detail,
                "advice": finding.advice,
            }
        )
    return {"well": False, "findings": findings}


def _bad(part: str, detail: str) -> dict[str, str]:
    return {"part": part, "state": "bad", "detail": detail, "advice": ""}


def _show(findings: Sequence[Any]) -> None:
    width = max(len(finding["part"]) for finding in findings)
    for finding in findings:
        word, colour = _SIGNS[finding["state"]]
        typer.echo(f"{typer.style(word, fg=colour, bold=True)}  {finding['part']:<{width}}  {finding['detail']}")
        if finding["advice"]:
            typer.echo(f"{'':{len(word) + 2 + width}}  {finding['advice']}")
