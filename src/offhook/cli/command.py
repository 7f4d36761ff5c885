"""What every command shares: the options that choose which Offhook it asks, and one line for whatever goes wrong."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, get_type_hints

import typer
from typer.core import TyperGroup

from offhook.cli.errors import CommandFailed
from offhook.problems import Problem

if TYPE_CHECKING:
    from offhook.cli.client import Client
    from offhook.cli.output import Output
    from offhook.settings import Settings

P = ParamSpec("P")

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The settings; else ./offhook.toml or /etc/offhook/offhook.toml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", envvar="OFFHOOK_URL", help="Ask the Offhook at this address, with a key."),
]
Key = Annotated[
    str | None, typer.Option("--key", metavar="KEY", envvar="OFFHOOK_KEY", help="Act as the member of this API key.")
]
Workspace = Annotated[
    str | None,
    typer.Option("--workspace", metavar="NAME", envvar="OFFHOOK_WORKSPACE", help="Which, where there are several."),
]


@dataclass(frozen=True)
class Here:
    """What a command was told about itself: which Offhook to ask, and for whom to write."""

    as_json: bool = False
    config: Path | None = None
    url: str | None = None
    key: str | None = None
    workspace: str | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of this machine.

        Raises:
            SettingsRefused: they can't be used, and what is wrong with each.
        """
        from offhook.settings import load

        return load(self.config)

    @property
    def data(self) -> Path:
        """The data folder. Where the environment names it, nothing else is read: most commands take no longer."""
        named = os.environ.get("OFFHOOK_DATA")
        return Path(named) if named and self.config is None else self.settings.data

    @cached_property
    def client(self) -> Client:
        """The Offhook to ask."""
        from offhook.cli.client import Client, Remote, ThisMachine

        if self.url:
            return Client(Remote(self.url, self.key), self.workspace)
        if self.key:  # whoever brings a key means to act as its member, not as this machine's operator
            return Client(Remote(address_of(self.settings), self.key), self.workspace)
        return Client(ThisMachine(self.data), self.workspace)

    @cached_property
    def output(self) -> Output:
        """Where to write."""
        from offhook.cli.output import Output

        return Output(as_json=self.as_json)


def address_of(settings: Settings) -> str:
    """Where this machine's Offhook is reached from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.http.host, settings.http.host)  # noqa: S104 # unbound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http.port}"


_LOCAL = {"as_json": AsJson, "config": Config}
_ASKING = {"as_json": AsJson, "workspace": Workspace, "url": Url, "key": Key, "config": Config}


def asking(command: Callable[Concatenate[Here, P], None]) -> Callable[..., None]:
    """A command that asks a running Offhook: with the options that choose it."""
    return _with_options(command, _ASKING)


def local(command: Callable[Concatenate[Here, P], None]) -> Callable[..., None]:
    """A command that works on this machine's files, whether Offhook runs or not."""
    return _with_options(command, _LOCAL)


def _with_options(command: Callable[Concatenate[Here, P], None], options: dict[str, object]) -> Callable[..., None]:
    hints = get_type_hints(command, include_extras=True)
    _, *own = inspect.signature(command).parameters.values()

    @wraps(command)
    def run(**given: object) -> None:
        here = Here(**{name: given.pop(name) for name in options})  # type: ignore[arg-type]  # typed by the options
        with one_line(as_json=here.as_json):
            command(here, **given)  # type: ignore[arg-type,call-arg]  # typer checked them by the signature

    shared = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name == "as_json" else None,
            annotation=annotation,
        )
        for name, annotation in options.items()
    ]
    mine = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[each.name]) for each in own]
    run.__annotations__ = {each.name: each.annotation for each in (*mine, *shared)}
    # typer reads options from here.
    run.__signature__ = inspect.Signature([*mine, *shared])  # type: ignore[attr-defined]
    return run


def group(name: str, words: str, *, default: str | None = None) -> typer.Typer:
    """A group of commands; with a default, that one is meant where none is named."""

    class Group(TyperGroup):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            left_out = not args or (args[0].startswith("-") and args[0] != "--help")
            return super().parse_args(ctx, [default, *args] if default and left_out else args)

    return typer.Typer(name=name, help=words, cls=Group, rich_markup_mode=None)


def switch(option: str, text: str | None) -> bool | None:
    """What `on` and `off` mean.

    Raises:
        CommandFailed: it is neither.
    """
    switches = {None: None, "on": True, "off": False}
    if text not in switches:
        raise CommandFailed(f"{option} {text!r} can't be used: give on or off.")
    return switches[text]


@contextmanager
def one_line(*, as_json: bool = False) -> Iterator[None]:
    """Whatever goes wrong within is one line on standard error. Exit status 2: it was refused; 1: it failed."""
    try:
        yield
    except CommandFailed as failed:
        raise fail(str(failed), 2, failed.kind, as_json=as_json) from None
    except Problem as problem:
        raise fail(problem.detail, 2, problem.type, as_json=as_json) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except BrokenPipeError:  # whoever read our output has seen enough
        raise typer.Exit(1) from None
    except typer.Exit:
        raise
    except Exception as error:
        raise fail(*_unforeseen(error), as_json=as_json) from None


def _unforeseen(error: Exception) -> tuple[str, int, str]:
    """What to say of an error that no command expects, the exit status, and its kind."""
    from sqlalchemy.exc import DBAPIError

    from offhook.settings import SettingsRefused

    match error:
        case SettingsRefused(faults=faults):
            return "; ".join(faults), 2, "settings"
        case DBAPIError(orig=why):
            return f"The database can't be used: {str(why).strip().splitlines()[0]}.", 2, "database"
        case OSError(strerror=str(why), filename=str(file)):
            return f"{file}: {why}.", 2, "file"
        case _:
            return f"a fault in Offhook: {type(error).__name__}: {error}", 1, "internal-error"


def fail(message: str, status: int, kind: str, *, as_json: bool) -> typer.Exit:
    """Say what went wrong, on one line: in words, or with its kind as JSON. The exit to raise."""
    detail = " ".join(message.split())
    if as_json:
        typer.echo(json.dumps({"type": kind, "detail": detail}), err=True)
    else:
        typer.secho(f"offhook: {detail}", err=True, fg=typer.colors.RED)
    return typer.Exit(status)
