"""Whether a webhook comes from the carrier: by its signature over the address that we gave it, as we gave it.

The address comes from the settings, never from a header that somebody in front of us may have made up.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit, urlunsplit

MOST_FIELDS = 1000


def signed_by_token(
    tokens: Sequence[str], url: str, headers: Mapping[str, str], body: bytes, header: str = "x-twilio-signature"
) -> bool:
    """HMAC-SHA1 over the address and the sorted parameters, by one of the tokens: two are valid while one is rotated.

    A body that is no form is covered by its hash in the query (`bodySHA256`).
    https://www.twilio.com/docs/usage/security#validating-requests

    Args:
        headers: With names in small letters.
        header: Which of them holds the signature.
    """
    given = headers.get(header, "").encode("utf-8", "replace")
    hashed = parse_qs(urlsplit(url).query).get("bodySHA256")
    if hashed is not None:
        if not hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), hashed[0].lower().encode()):
            return False
        text = ""
    else:
        try:
            text = "".join(name + value for name, value in sorted(set(parse_form(body))))
        except ValueError:
            return False
    signed = [address + text for address in _with_and_without_port(url)]
    return any(hmac.compare_digest(_mac(token, each), given) for each in signed for token in tokens if token)


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """Names and values of a form, empty ones too. What is not UTF-8 becomes U+FFFD.

    Raises:
        ValueError: it has more fields than any carrier sends. What was signed has not.
    """
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _mac(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), hashlib.sha1).digest())


def _with_and_without_port(url: str) -> set[str]:
    """A carrier may sign either (https://www.twilio.com/docs/usage/security#test-the-validity-of-your-webhook-signature)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    port = parts.port or (443 if parts.scheme == "https" else 80)
    bare, full = (urlunsplit(parts._replace(netloc=netloc)) for netloc in (shown, f"{shown}:{port}"))
    return {url, bare, full}
