"""`offhook serve`: the server itself, in the foreground."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from offhook.cli.command import Config, one_line

if TYPE_CHECKING:
    from offhook.settings import Settings
    from offhook.worker import Worker


def serve(config: Config = None) -> None:
    """Start Offhook, and serve until Ctrl-C or SIGTERM.

    The first start makes a workspace, its owner and an API key, and shows the key once. Calls stay up when Offhook
    stops, and the next start takes them over.

    Example: offhook serve --config /etc/offhook/offhook.toml
    """
    with one_line():
        import uvloop

        from offhook import service
        from offhook.cli import logs
        from offhook.settings import load

        settings = load(config)
        logs.configure(settings.log)
        uvloop.run(service.serve(settings, lambda worker: _started(settings, worker)))


def _started(settings: Settings, worker: Worker) -> None:
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=True, markup=False)
    if worker.first is not None:
        out.print(
            "This is the first start. Offhook made\n"
            f"  a workspace   {worker.first.workspace.name}\n"
            f"  its owner     {worker.first.owner.name}\n"
            f"  an API key    {worker.first.key.text}\n"
            "The key is shown this once and kept nowhere: store it now. On this machine `offhook` needs none.\n"
        )
    host = f"[{settings.http.host}]" if ":" in settings.http.host else settings.http.host
    out.print(f"Offhook serves at http://{host}:{settings.http.port}. Ctrl-C stops it.")
    # What was made by now stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    # A call leaves few cycles behind; looking for them after every 700 new objects costs more than they weigh.
    gc.set_threshold(20_000, 20, 20)
