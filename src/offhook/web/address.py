"""Where a request comes from: its connection, or what a proxy of ours says of it."""

from __future__ import annotations

import ipaddress

from fastapi import Request

from offhook.setting_sections import Http


def client_address(request: Request, http: Http) -> str:
    """The address that asks; empty for what has none, as on the operator's socket."""
    found = "" if request.client is None else request.client.host
    trusted = http.trusted_proxies
    if found in trusted:
        # The last was written by our proxy, those before by anybody.
        for each in reversed(",".join(request.headers.getlist("x-forwarded-for")).split(",")):
            hop = _tidy(each)
            if not hop:
                break
            found = hop
            if hop not in trusted:
                break
    return found


def neighbourhood(address: str) -> str:
    """What tries are counted against: an IPv4 address, or an IPv6 network, of which anybody has 2^64 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(found if found.version == 4 else ipaddress.ip_network(f"{found}/64", strict=False))


def _tidy(text: str) -> str:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
