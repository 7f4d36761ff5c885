"""Prints the API's OpenAPI document, from which the types of the web app's client are made."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

from offhook.settings import Settings
from offhook.web.app import create_app
from offhook.worker import Worker

# As much of a worker as the document depends on. The practice network's requests are part of it.
worker = SimpleNamespace(settings=Settings(telephony="practice"))
print(json.dumps(create_app(cast(Worker, worker)).openapi(), indent=1))
