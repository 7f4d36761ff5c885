"""What the server logs, to standard error: for people or for programs, never with a whole number or an API key."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from offhook.setting_sections import Log

_NUMBER = re.compile(r"(?:\+|%2[Bb])\d{5,13}(\d\d)(?!\d)|(?<![\w.])(?:00)?\d{8,13}(\d\d)(?![\w.])")
"""E.164, and the same digits without their plus sign, as some trunks write them."""

_KEY = re.compile(r"(offhook_[0-9a-f]{8})_[0-9a-f]+")
"""An API key: its first part may be shown."""
_TALKATIVE = ("alembic", "uvicorn")


def configure(chosen: Log) -> None:
    """Log as the settings say; libraries that use `logging` are treated alike."""
    level = logging.getLevelNamesMapping()[chosen.level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(chosen)],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor: of every telephone number the last two digits stay, of every key its first part."""
    return {name: _redacted(value) for name, value in event.items()}


def _redacted(value: object) -> object:
    match value:
        case str():
            return _NUMBER.sub(lambda found: f"…{found[1] or found[2]}", _KEY.sub(r"\1_…", value))
        case Mapping():
            return {_redacted(name): _redacted(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(each) for each in value]
        case None | bool() | int() | float():
            return value
        case _:
            return _redacted(str(value))


def _renderer(chosen: Log) -> Processor:
    if chosen.format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
