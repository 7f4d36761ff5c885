"""A request to the carrier's REST API, and a refusal of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.carrier.model import Account


@dataclass
class Refusal(Exception):
    """An error as the API gives it. https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions"""

    status: int
    code: int
    message: str


@dataclass
class Request:
    """What is asked, by an account that has proved to be itself."""

    account: Account
    path: dict[str, str]
    form: dict[str, list[str]]
    url: str = ""
    """The path, as it was asked for."""

    def get(self, name: str, default: str = "") -> str:
        """A parameter."""
        return self.form.get(name, [default])[-1]


def not_found(request: Request) -> Refusal:
    """https://www.twilio.com/docs/api/errors/20404"""
    return Refusal(404, 20404, f"The requested resource {request.url} was not found")
