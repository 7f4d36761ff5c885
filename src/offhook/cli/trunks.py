"""`offhook trunk`: the SIP connections to carriers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
from offhook.cli.errors import CommandFailed
from offhook.cli.typed import secret_typed

trunks = group("trunk", "Trunks: the SIP connections to carriers.", default="list")

Name = Annotated[str, typer.Argument(metavar="NAME")]


@trunks.command("add")
@asking
def add(
    here: Here,
    name: Name,
    host: Annotated[str, typer.Option(metavar="HOST", help="IP address or host name of the carrier.")],
    port: Annotated[int | None, typer.Option(metavar="PORT", help="The transport's usual one unless given.")] = None,
    transport: Annotated[str, typer.Option(metavar="udp|tcp|tls", help="How SIP travels.")] = "udp",
    username: Annotated[str | None, typer.Option(metavar="NAME", help="For digest authentication.")] = None,
    password: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="With a username, and better left out: then it is asked for, or read from standard input, where "
            "no other program sees it. Kept encrypted.",
        ),
    ] = None,
    register: Annotated[bool, typer.Option("--register", help="Register with the carrier.")] = False,
    codec: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="alaw, ulaw, g722 or opus; several in their order.")
    ] = None,
    number_format: Annotated[
        str, typer.Option(metavar="FORM", help="How the carrier wants numbers: e164, e164_without_plus or national.")
    ] = "e164",
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="For national numbers; the workspace's unless given.")
    ] = None,
    foreign_caller_ids: Annotated[
        bool, typer.Option("--foreign-caller-ids", help="The carrier shows numbers that it did not give out.")
    ] = False,
) -> None:
    """Connect a carrier, by its address alone or with an account.

    Example: offhook trunk add lab --host 127.0.0.1 --port 5090
    """
    body: dict[str, Any] = {
        "name": name,
        "host": host,
        "port": port,
        "transport": transport,
        "username": username,
        "password": secret_typed(f"password of {username}") if username is not None and password is None else password,
        "register": register,
        "number_format": number_format,
        "country": country,
        "foreign_caller_ids": foreign_caller_ids,
    }
    if codec:
        body["codecs"] = codec
    trunk = here.client.post("trunks", body=body)
    here.output.show(trunk, f"Added trunk {trunk['name']} to {_where(trunk)}.")


@trunks.command("list")
@asking
def list_trunks(here: Here) -> None:
    """The workspace's trunks, and how each is.

    Example: offhook trunk list
    """
    found = here.client.every("trunks")
    here.output.table(
        found,
        ("name", "to", "transport", "account", "codecs", "numbers", "health", "id"),
        (
            (
                trunk["name"],
                f"{trunk['host']}:{trunk['port']}",
                trunk["transport"],
                f"{trunk['username'] or 'none'}{', registers' if trunk['register'] else ''}",
                " ".join(trunk["codecs"]),
                trunk["number_format"],
                health_in_words(trunk),
                trunk["id"],
            )
            for trunk in found
        ),
        "There are no trunks yet: `offhook trunk add NAME --host HOST` connects a carrier.",
    )


@trunks.command("test")
@asking
def test(here: Here, name: Name) -> None:
    """Ask a trunk's far end now (SIP OPTIONS), and say whether it answers, and whether the trunk is registered.

    Exits with 1 when it doesn't answer, or isn't registered and should be.

    Example: offhook trunk test lab
    """
    trunk = here.client.post("trunks", name, "test")
    here.output.show(trunk, f"{trunk['name']} ({_where(trunk)}): {health_in_words(trunk)}.")
    raise typer.Exit(0 if works(trunk["health"]) else 1)


@trunks.command("smsc")
@asking
def smsc(
    here: Here,
    name: Name,
    host: Annotated[str | None, typer.Option(metavar="HOST", help="Where the SMSC is.")] = None,
    system_id: Annotated[str | None, typer.Option(metavar="ID", help="As whom it knows you.")] = None,
    port: Annotated[int | None, typer.Option(metavar="PORT", help="3550 with TLS, else 2775, unless given.")] = None,
    system_type: Annotated[str, typer.Option(metavar="TYPE", help="Where it wants one.")] = "",
    tls: Annotated[
        bool, typer.Option("--tls/--no-tls", help="Without it everybody on the way reads the texts.")
    ] = True,
    off: Annotated[bool, typer.Option("--off", help="Have the trunk's lines text no more over it.")] = False,
) -> None:
    """Over which SMSC (SMPP 3.4) a trunk's lines text, and how it is now; with --host and --system-id set it.

    The password is asked for, or read from standard input. Exits with 1 when it is not connected.

    Example: offhook trunk smsc lab --host smpp.example.com --system-id acme
    """
    if off:
        here.client.delete("trunks", name, "smpp")
        here.output.show({"removed": name}, f"The lines of {name} text no more over an SMSC.")
        return
    if (host is None) != (system_id is None):
        raise CommandFailed("Give both --host and --system-id, or neither to see how it is.")
    if host is None:
        found = here.client.get("trunks", name, "smpp")
    else:
        body: dict[str, Any] = {"host": host, "port": port, "tls": tls, "system_id": system_id}
        body |= {"system_type": system_type, "password": secret_typed(f"password of {system_id}")}
        found = here.client.put("trunks", name, "smpp", body=body)
    state = "is connected" if found["connected"] else f"is not connected: {found['error']}"
    here.output.show(found, f"{found['host']}:{found['port']} {state}.")
    raise typer.Exit(0 if found["connected"] or host is not None else 1)


@trunks.command("set")
@asking
def change(
    here: Here,
    name: Name,
    foreign_caller_ids: Annotated[
        bool,
        typer.Option(
            "--foreign-caller-ids/--own-caller-ids", help="Whether the carrier shows numbers that it did not give out."
        ),
    ],
) -> None:
    """Say which numbers a trunk's carrier shows.

    Example: offhook trunk set lab --foreign-caller-ids
    """
    changed = here.client.patch("trunks", name, body={"foreign_caller_ids": foreign_caller_ids})
    which = "any number" if changed["foreign_caller_ids"] else "its own numbers only"
    here.output.show(changed, f"The carrier of {changed['name']} shows {which}.")


@trunks.command("remove")
@asking
def remove(here: Here, name: Name) -> None:
    """Remove a trunk that no line uses.

    Example: offhook trunk remove lab
    """
    here.client.delete("trunks", name)
    here.output.show({"removed": name}, f"Removed trunk {name}.")


def _where(trunk: Any) -> str:
    return f"{trunk['host']}:{trunk['port']} over {trunk['transport'].upper()}"


def health_in_words(trunk: Any) -> str:
    """How a trunk of the API is, as the end of a sentence."""
    health = trunk["health"]
    error = health["error"].rstrip(".")
    if not trunk["enabled"]:
        return "switched off"
    match health["state"]:
        case "up":
            return _answers(health) + (f", but {error}" if error else "")
        case "down":
            return "is down" + (f": {error}" if error else "")
        case _:
            return "has not been asked yet" + (f": {error}" if error else "")


def works(health: Any) -> bool:
    """Whether the far end answers, and where the trunk is to be registered, it is."""
    return health["state"] == "up" and health["registration"] in {None, "registered"}


def _answers(health: Any) -> str:
    words = "answers" if health["latency_ms"] is None else f"answers in {health['latency_ms']:.0f} ms"
    standing = {"registered": ", is registered", "unregistered": ", is not registered yet"}
    return words + standing.get(health["registration"], "")
