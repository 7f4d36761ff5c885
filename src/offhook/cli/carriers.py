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
        str | None,
        typer.Option(
            metavar="KEY", help="Twilio: the SID of the API key. Vonage: the account's key, which sees its numbers."
        ),
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
    Vonage the secret is the private key, in the file that Vonage gave you, and the token is the signature secret; with
    `--api-key` that key's own secret is asked for last.

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
    if kind == "vonage" and api_key is not None:
        body["key_secret"] = secret_typed(f"secret of {api_key}")
    made = here.client.post("carriers", body=body)
    here.output.show(
        made,
        f"Added {made['kind']} as trunk {made['trunk']['name']}: {health_in_words(made['trunk'])}.",
        *(["It is a trial account: it calls verified numbers only, and has one number."] if made["trial"] else []),
        *_then(made),
    )


def opening(kind: str, file: Path | None, what: str) -> str:
    """From the file, where there is one; else it is asked for. A private key has too many lines for that."""
    if file is not None:
        return file.read_text(encoding="utf-8", errors="replace")
    if kind == "vonage":
        raise CommandFailed("Vonage needs the application's private key: give the file with --private-key.")
    return secret_typed(what)


def _then(made: Any) -> list[str]:
    """What comes next."""
    name = made["trunk"]["name"]
    if made["lists_numbers"]:
        return [f"`offhook carrier numbers {name}` lists its numbers, `offhook carrier take {name} NUMBER` takes one."]
    return [
        f"Set the address for calls of its application there to {made['voice_url']}",
        f"and that for changes of a call's status to {made['status_url']}",
    ]


@carriers.command("change")
@asking
def change(
    here: Here,
    name: Name,
    calls_per_second: Annotated[
        int | None, typer.Option("--calls-per-second", metavar="N", help="What the carrier allows.")
    ] = None,
    fast_ringing: Annotated[
        bool | None,
        typer.Option(
            "--fast-ringing/--no-fast-ringing",
            help="Twilio: ring all phones at once; the first to pick up, a voicemail too, ends the others.",
        ),
    ] = None,
) -> None:
    """Change how fast calls begin over an account.

    Example: offhook carrier change twilio --fast-ringing
    """
    given = {"calls_per_second": calls_per_second, "fast_ringing": fast_ringing}
    body = {name: value for name, value in given.items() if value is not None}
    if not body:
        raise CommandFailed("Say what is to change: --calls-per-second, or --fast-ringing or --no-fast-ringing.")
    changed = here.client.patch("carriers", name, body=body)
    how = "all at once, by the caller's own instructions" if changed["fast_ringing"] else "as calls one after the other"
    here.output.show(
        changed, f"{name}: {changed['calls_per_second']} calls begin in a second at most; phones are rung {how}."
    )


@carriers.command("list")
@asking
def list_carriers(here: Here) -> None:
    """The workspace's accounts with carriers, and how each is.

    Example: offhook carrier list
    """
    found = here.client.every("carriers")
    here.output.table(
        found,
        ("name", "carrier", "account", "calls a second", "health", "numbers"),
        (
            (
                each["trunk"]["name"],
                each["kind"],
                each["account"],
                str(each["calls_per_second"]),
                health_in_words(each["trunk"]),
                f"{each['astray']} led elsewhere" if each["astray"] else "",
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
def rotate(
    here: Here,
    name: Name,
    finish: Annotated[
        bool, typer.Option("--finish", help="Forget the former token, once the carrier signs with the next one.")
    ] = False,
) -> None:
    """Take the token that follows the one that webhooks are signed with: both are valid, until it is finished.

    It is asked for, or read from standard input.

    Example: offhook carrier rotate twilio
    """
    if finish:
        changed = here.client.post("carriers", name, "finish-token")
        here.output.show(changed, f"{name} may sign with the new token only.")
        return
    changed = here.client.post("carriers", name, "next-token", body={"token": secret_typed("token that follows")})
    here.output.show(
        changed,
        f"{name} may sign with either token. Make the new one the primary one there, then: "
        f"`offhook carrier rotate {name} --finish`.",
    )


@carriers.command("key")
@asking
def key(
    here: Here,
    name: Name,
    api_key: Annotated[
        str, typer.Option(metavar="KEY", help="Twilio: the SID of the API key. Vonage: the key itself.")
    ],
) -> None:
    """Give an account another API key: Twilio's, or the one of Vonage that sees and buys the account's numbers.

    Its secret is asked for, or read from standard input.

    Example: offhook carrier key vonage --api-key a1b2c3d4
    """
    kind = here.client.get("carriers", name)["kind"]
    secret = "key_secret" if kind == "vonage" else "secret"
    changed = here.client.patch("carriers", name, body={"key": api_key, secret: secret_typed(f"secret of {api_key}")})
    here.output.show(changed, f"{name} uses the API key {api_key} from now on.")


@carriers.command("test")
@asking
def test(here: Here, name: Name) -> None:
    """Ask the carrier now whether it takes the account's key and tokens.

    Example: offhook carrier test twilio
    """
    found = here.client.post("carriers", name, "test")
    here.output.show(found, f"{name} {health_in_words(found['trunk'])}, and takes the key and the token.")


@carriers.command("remove")
@asking
def remove(here: Here, name: Name) -> None:
    """Remove an account that no line uses and of which no number leads here. Its secrets are forgotten.

    Example: offhook carrier remove twilio
    """
    here.client.delete("carriers", name)
    here.output.show({"removed": name}, f"Removed the carrier {name}.")
