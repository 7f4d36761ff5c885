"""The command line as a whole: `offhook`, its commands and their groups."""

from __future__ import annotations

import functools
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, NoReturn

import typer

import offhook
from offhook.cli import (
    audit,
    blocks,
    call,
    calls,
    carrier_numbers,
    carriers,
    contact_fields,
    contact_files,
    contacts,
    conversations,
    costs,
    database,
    doctor,
    emergency,
    lines,
    messages,
    people,
    phones,
    practice,
    push,
    rates,
    routing,
    scheduled,
    serve,
    setup,
    softphones,
    templates,
    trunks,
    voicemails,
    workspaces,
)
from offhook.cli.command import fail

app = typer.Typer(
    name="offhook",
    help="A business phone system. `offhook serve` starts it; everything else here asks it.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serve.serve)
app.command("call")(call.call)
app.add_typer(calls.calls)
app.command("explain")(calls.explain)
app.add_typer(voicemails.voicemails)
app.add_typer(lines.lines)
app.add_typer(routing.routes)
app.add_typer(routing.duty)
app.add_typer(blocks.blocks)
app.add_typer(phones.phones)
app.add_typer(trunks.trunks)
app.add_typer(conversations.conversations)
app.add_typer(messages.messages)
app.add_typer(messages.consents)
contact_files.add_to(contacts.contacts)
app.add_typer(carrier_numbers.carriers)
app.add_typer(carriers.tunnel)
app.add_typer(contacts.contacts)
app.add_typer(contact_fields.fields)
app.add_typer(templates.templates)
app.command("costs")(costs.costs)
app.add_typer(rates.rates)
app.add_typer(scheduled.scheduled)
app.add_typer(softphones.softphones)
app.add_typer(push.push)
app.add_typer(emergency.emergency)
app.add_typer(people.members)
app.add_typer(people.keys)
app.add_typer(workspaces.workspaces)
app.add_typer(workspaces.limits)
app.command("audit")(audit.audit)
app.command("setup")(setup.setup)
app.command("doctor")(doctor.doctor)
app.add_typer(database.database)
app.add_typer(practice.practice)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"offhook {offhook.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _offhook(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@functools.cache
def command() -> Callable[..., object]:
    """All of it, built: that takes a tenth of a second, so whoever runs many commands builds it once."""
    return typer.main.get_command(app)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that was typed. Whatever is wrong with it is one line on standard error, and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        status: object = command()(args=given, prog_name="offhook", standalone_mode=False)
    except typer.TyperException as wrong:
        status = fail(_in_words(wrong), 2, "usage", as_json="--json" in given).exit_code
    except typer.Abort:
        status = 130
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has seen enough; nor may the interpreter try again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _in_words(wrong: typer.TyperException) -> str:
    """What was typed wrongly, and where to look."""
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context is not None else "offhook"
    return f"{wrong.format_message().rstrip('.')}: see `{path} --help`."


if __name__ == "__main__":
    main()
