"""`offhook trunk`: the SIP connections to carriers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from offhook.cli.command import Here, asking, group
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
