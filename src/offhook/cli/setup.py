"""`offhook setup`: how far the workspace is set up, and what is next."""

from __future__ import annotations

import typer

from offhook.cli.command import Here, asking


@asking
def setup(here: Here) -> None:
    """What there must be before the first call, and which of it there is. Exits with 1 while something is missing.

    Example: offhook setup
    """
    found = here.client.get("setup")
    if here.as_json:
        here.output.document(found)
    else:
        for step in found["steps"]:
            done = step["standing"] == "done"
            sign = typer.style("done", fg=typer.colors.GREEN) if done else typer.style("next", fg=typer.colors.YELLOW)
            typer.echo(f"{sign}  {step['step']:<5}  {step['detail']}")
    raise typer.Exit(0 if found["done"] else 1)
