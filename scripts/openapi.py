"""Prints the API's OpenAPI document, from which the types of the web app's client are made."""

from __future__ import annotations

import json

from offhook.web.app import document_of

# The practice network's requests are part of it.
print(json.dumps(document_of("practice"), indent=1))
