"""`offhook costs`: what a month's calls and messages cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking
from offhook.cli.files import write_new
from offhook.cli.money import money, sums

_NOBODY = {"line": "no line", "member": "nobody"}


@asking
def costs(
    here: Here,
    month: Annotated[str | None, typer.Option(metavar="MONTH", help="As 2026-11; else this month.")] = None,
    by: Annotated[str, typer.Option(metavar="WHAT", help="line, member, direction, kind or day.")] = "line",
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write each leg and message there instead.")
    ] = None,
) -> None:
    """What a month costs: the carriers' prices, and our estimates where there are none yet. Agents see their own.

    Example: offhook costs --month 2026-11 --by member
    """
    if csv is not None:
        write_new(csv, here.client.chunks("costs", "export", month=month))
        here.output.say(f"Written to {csv}.")
        return
    found = here.client.get("costs", month=month, by=by)
    groups = found["groups"]
    if here.as_json:
        here.output.document(found)
        return
    here.output.table(
        groups,
        (by, "total", "our estimates", "carriers' prices", "open"),
        (
            (
                each["name"] or each["key"] or _NOBODY.get(by, ""),
                sums(each["sums"]),
                _amounts(each["sums"], "estimate"),
                _amounts(each["sums"], "price"),
                str(sum(one["waiting"] for one in each["sums"])),
            )
            for each in groups
        ),
        f"Nothing cost anything in {found['month']}.",
    )
    if groups:
        here.output.say("", f"{found['month']}: {sums(found['totals'])}", *_differences(found["totals"]))


def _amounts(every: list[Any], name: str) -> str:
    return " + ".join(money(each[name], each["currency"]) for each in every if each["currency"] and each[name])


def _differences(every: list[Any]) -> list[str]:
    lines = [
        f"The carriers' prices are {money(abs(each['difference']), each['currency'])} "
        f"{'above' if each['difference'] > 0 else 'below'} our estimates of the same."
        for each in every
        if each["currency"] and each["difference"]
    ]
    waiting = sum(each["waiting"] for each in every)
    given_up = sum(each["given_up"] for each in every)
    if waiting:
        lines.append(f"The carrier's price is still open for {waiting}.")
    if given_up:
        lines.append(f"For {given_up} the carrier's price never came: our estimates stand.")
    return lines
