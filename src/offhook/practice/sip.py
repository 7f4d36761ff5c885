"""Just enough SIP (RFC 3261) to read, route and re-write messages: not a stack, the phones have one."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

_COMPACT = {
    "c": "content-type",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "s": "subject",
    "t": "to",
    "v": "via",
}
REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    484: "Address Incomplete",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Server Time-out",
    600: "Busy Everywhere",
    603: "Decline",
    604: "Does Not Exist Anywhere",
}
_URI = re.compile(r"sips?:(?:(?P<user>[^@;?>]*)@)?(?P<host>\[[^\]]*\]|[^:;?>\s]+)(?::(?P<port>\d+))?", re.IGNORECASE)
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)(?![^<]*>)')


class NotSip(ValueError):
    """The bytes are no SIP message."""


@dataclass(frozen=True, slots=True)
class Uri:
    """The parts of a `sip:` URI that routing needs; the user is percent-decoded."""

    user: str
    host: str
    port: int
    parameters: str

    @classmethod
    def find(cls, text: str) -> "Uri":
        """The first SIP URI in `text` (a header value or request line). Raises `NotSip` when there is none."""
        found = _URI.search(text)
        if found is None:
            raise NotSip(f"no SIP URI in {text[:80]!r}")
        rest = re.split(r"[>\s]", text[found.end() :], maxsplit=1)[0]
        user = unquote(found["user"] or "").split(";")[0]
        return cls(user, found["host"], int(found["port"] or 5060), rest.lower())


@dataclass(slots=True)
class Message:
    """One SIP request or response; header order is kept."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> "Message":
        """Read one whole message. Raises `NotSip`."""
        head, _, body = data.partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
        if not lines[0].endswith("SIP/2.0") and not lines[0].startswith("SIP/2.0 "):
            raise NotSip(f"starts with {lines[0][:80]!r}")
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon:
                raise NotSip(f"header line {line[:80]!r}")
            headers.append((name.strip(), value.strip()))
        message = cls(lines[0], headers, body)
        if not (message.get("via") and message.get("call-id") and message.get("cseq")):
            raise NotSip("Via, Call-ID or CSeq is missing")
        return message

    def render(self) -> bytes:
        """The message as bytes; Content-Length is made to fit."""
        self.remove("content-length")
        self.headers.append(("Content-Length", str(len(self.body))))
        head = "\r\n".join([self.start, *(f"{name}: {value}" for name, value in self.headers)])
        return head.encode() + b"\r\n\r\n" + self.body

    @property
    def is_request(self) -> bool:
        """Whether this is a request, not a response."""
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """The request's method, or that of the request that a response answers."""
        return self.start.split(" ", 1)[0] if self.is_request else self.get("cseq").split()[-1]

    @property
    def uri(self) -> str:
        """A request's URI."""
        return self.start.split(" ")[1]

    @property
    def status(self) -> int:
        """A response's status; 0 for a request."""
        return 0 if self.is_request else int(self.start.split(" ", 2)[1])

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.get("call-id")

    @property
    def in_dialog(self) -> bool:
        """Whether To carries a tag."""
        return parameter(self.get("to"), "tag") != ""

    def get(self, name: str) -> str:
        """The first header of that name (lower case, long form), or an empty string."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every value of a header, lists split up."""
        found = [value for known, value in self.headers if _long(known) == name]
        if name in ("via", "route", "record-route", "contact", "p-asserted-identity"):
            return [part.strip() for value in found for part in _COMMA.split(value)]
        return found

    def push(self, name: str, value: str) -> None:
        """Put a header above the others of its name."""
        long = name.lower()
        first = next((n for n, (k, _) in enumerate(self.headers) if _long(k) == long), len(self.headers))
        self.headers.insert(first, (name, value))

    def pop(self, name: str) -> str:
        """Take the topmost value of a header away; an empty string when there is none."""
        values = self.all(name)
        if not values:
            return ""
        self.set_all(name, values[1:])
        return values[0]

    def set_all(self, name: str, values: list[str]) -> None:
        """Replace every header of that name by these, where the first one stood."""
        first = next((n for n, (k, _) in enumerate(self.headers) if _long(k) == name), len(self.headers))
        self.remove(name)
        self.headers[first:first] = [(name.title().replace("Id", "ID"), value) for value in values]

    def remove(self, name: str) -> None:
        """Take every header of that name away."""
        self.headers = [(known, value) for known, value in self.headers if _long(known) != name]


def respond(request: Message, code: int, *, tag: str = "") -> Message:
    """A response of ours to `request`: the same tag each time makes answering again harmless."""
    answer = Message(f"SIP/2.0 {code} {REASONS.get(code, 'Refused')}")
    answer.headers = [("Via", via) for via in request.all("via")]
    to = request.get("to")
    if tag and not request.in_dialog:
        to += f";tag={tag}"
    answer.headers += [("From", request.get("from")), ("To", to)]
    answer.headers += [("Call-ID", request.call_id), ("CSeq", request.get("cseq"))]
    return answer


def parameter(value: str, name: str) -> str:
    """A header parameter outside the angle brackets, such as a tag or branch; empty when absent."""
    outside = value.rpartition(">")[2] if "<" in value else value
    found = re.search(rf";\s*{name}\s*=\s*([^;,\s]*)", outside, re.IGNORECASE)
    return found[1] if found else ""


def display_name(value: str) -> str:
    """The name before the address in a From-like header, unquoted."""
    name = value.partition("<")[0].strip() if "<" in value else ""
    return re.sub(r"\\(.)", r"\1", name[1:-1]) if name.startswith('"') else name


def _long(name: str) -> str:
    lower = name.lower()
    return _COMPACT.get(lower, lower)
