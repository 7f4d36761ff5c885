"""`offhook carrier`: accounts with carriers that are driven over HTTP, such as Twilio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.trunks import health_in_words
from offhook.cli.typed import secret_typed

carriers = group("carrier", "Carriers: accounts with Twilio, SignalWire, Telnyx or Vonage.", default="list")

tunnel = group("tunnel", "The way from carriers to this Offhook.")

Name = Annotated[str, typer.Argument(metavar="NAME")]
Pace = Annotated[int, typer.Option("--calls-per-second", metavar="N", help="What the carrier allows.")]


@carriers.command("add")
@asking
def add(
    here: Here,
    name: Name,
    account: Annotated[
        str, typer.Option(metavar="ID", help="The account's, project's or application's id at the carrier.")
    ],
    kind: Annotated[str, typer.Option(metavar="twilio|signalwire|telnyx|vonage", help="Which carrier.")] = "twilio",
    api_key: Annotated[
        str | None, typer.Option(metavar="SID", help="Twilio: the API key that the secret is of.")
    ] = None,
    space: Annotated[str, typer.Option(metavar="NAME", help="SignalWire: acme of acme.signalwire.com.")] = "",
    application: Annotated[str, typer.Option(metavar="ID", help="Telnyx: the TeXML application.")] = "",
    private_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Vonage: the application's private key.", exists=True, dir_okay=False),
    ] = None,
    calls_per_second: Pace = 1,
) -> None:
    """Connect an account: it becomes a trunk.

    Its secret and the token that webhooks are signed with are asked for, or read from standard input, a line each. With
    Vonage the secret is the private key, in the file that Vonage gave you, and the token is the signature secret.

    Example: offhook carrier add twilio --account AC0123456789abcdef0123456789abcdef
    """
    body: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "account": account,
        "key": api_key,
        "secret": opening(kind, private_key, f"secret of {api_key or account}"),
        "tokens": [secret_typed("token that webhooks are signed with")],
        "space": space,
        "application": application,
        "calls_per_second": calls_per_second,
    }
    made = here.client.post("carriers", body=body)
    here.output.show(
        made,
        f"Added {made['kind']} as trunk {made['trunk']['name']}: {health_in_words(made['trunk'])}.\n"
        f"Set the numbers' address for calls there to {made['voice_url']}\n"
        f"and that for changes of a call's status to {made['status_url']}",
    )


def opening(kind: str, file: Path | None, what: str) -> str:
    """From the file, where there is one; else it is asked for. A private key has too many lines for that."""
    if file is not None:
        return file.read_text(encoding="utf-8", errors="replace")
    if kind == "vonage":
        raise CommandFailed("Vonage needs the application's private key: give the file with --private-key.")
    return secret_typed(what)


@carriers.command("list")
@asking
def list_carriers(here: Here) -> None:
    """The workspace's accounts with carriers, and how each is.

    Example: offhook carrier list
    """
    found = here.client.every("carriers")
    here.output.table(
        found,
        ("name", "carrier", "account", "calls a second", "health", "address for calls"),
        (
            (
                each["trunk"]["name"],
                each["kind"],
                each["account"],
                str(each["calls_per_second"]),
                health_in_words(each["trunk"]),
                each["voice_url"],
            )
            for each in found
        ),
        "There are no carriers yet: `offhook carrier add NAME --account ID` connects one.",
    )


@tunnel.command("check")
@asking
def check(here: Here) -> None:
    """Ask for the public address as a carrier does, and say whether it leads to this Offhook. Exits with 1 when not.

    Example: offhook tunnel check
    """
    found = here.client.post("carriers", "check")
    words = f"leads here, and answers in {found['ms']:.0f} ms" if found["reached"] else f"does not: {found['error']}"
    here.output.show(found, f"{found['address']} {words}.")
    raise typer.Exit(0 if found["reached"] else 1)


@carriers.command("rotate")
@asking
def rotate(here: Here, name: Name) -> None:
    """Take two tokens that webhooks may be signed with, while one is changed for the other.

    Both are asked for, or read from standard input, a line each. When the carrier signs with the new one only, do it
    again with that one twice.

    Example: offhook carrier rotate twilio
    """
    tokens = [secret_typed("token that is valid now"), secret_typed("token that follows it")]
    changed = here.client.patch("carriers", name, body={"tokens": list(dict.fromkeys(tokens))})
    here.output.show(
        changed, f"{name} may sign with {'either token' if len(set(tokens)) == 2 else 'the new token only'}."
    )
