"""No value of a trunk can change what the configuration file means."""

import itertools
import string

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from offhook.telephony.asterisk.trunk_config import TrunkConfig, TrunkRefused, escape, render_trunks

PLAIN = TrunkConfig(id="trunk_lab", host="203.0.113.7")
HOSTILE = ["\n", "\r", "\0", "\x0b", "\x1b", ";", "[", "]", "\n[trunk_x](trunk)\n", "#include x", " ", "\x85", "\u2028"]


def parse(text: str) -> list[tuple[str, dict[str, str]]]:
    """A configuration file as Asterisk reads it: sections in order, each with its settings."""
    sections: list[tuple[str, dict[str, str]]] = []
    for raw in text.split("\n"):
        line = without_comment(raw).strip(" \t\r\x0b\x0c")
        if line.startswith("["):
            sections.append((line, {}))
        elif line:
            name, _, value = line.partition("=")
            assert name.strip() not in sections[-1][1], "a setting given twice"
            sections[-1][1][name.strip()] = value.removeprefix(">").strip(" \t\r\x0b\x0c")
    return sections


def without_comment(line: str) -> str:
    kept = ""
    for character, following in itertools.pairwise(line + "\n"):
        if character == ";" and not kept.endswith("\\"):
            return kept
        kept = kept[:-1] + ";" if character == ";" else kept + character
        assert following
    return kept


def kinds(text: str) -> list[str]:
    return [settings.get("type", heading.rpartition("](")[2].rstrip(")")) for heading, settings in parse(text)]


def test_a_trunk_by_address() -> None:
    assert parse(render_trunks([PLAIN])) == [
        ("[trunk_lab](trunk)", {"transport": "udp", "aors": "trunk_lab", "allow": "alaw,ulaw,g722,opus"}),
        (
            "[trunk_lab]",
            {
                "type": "aor",
                "contact": "sip:203.0.113.7:5060",
                "qualify_frequency": "30",
                "qualify_timeout": "3.0",
                "qualify_2xx_only": "no",
            },
        ),
        ("[trunk_lab]", {"type": "identify", "endpoint": "trunk_lab", "match": "203.0.113.7"}),
    ]


def test_a_trunk_that_registers() -> None:
    trunk = TrunkConfig(
        id="trunk_lab",
        host="sip.example.net",
        port=5062,
        transport="tcp",
        register=True,
        realm="r.example",
        username="ann",
        password="s3cret",
    )
    text = render_trunks([trunk])
    assert kinds(text) == ["trunk", "aor", "identify", "auth", "registration"]
    endpoint, aor, _, auth, registration = (settings for _, settings in parse(text))
    assert endpoint["outbound_auth"] == "trunk_lab"
    assert aor["contact"] == registration["server_uri"] == "sip:sip.example.net:5062;transport=tcp"
    assert (auth["username"], auth["password"], auth["realm"]) == ("ann", "s3cret", "r.example")
    assert registration["client_uri"] == "sip:ann@sip.example.net:5062"
    assert registration["contact_user"] == "ann"


def test_an_account_without_registration_only_answers_challenges() -> None:
    assert kinds(render_trunks([TrunkConfig(id="trunk_lab", host="h", username="ann", password="s3cret")])) == [
        "trunk",
        "aor",
        "identify",
        "auth",
    ]


def test_an_ipv6_address_gets_brackets_and_its_own_transport() -> None:
    endpoint, aor, identify = (
        settings
        for _, settings in parse(render_trunks([TrunkConfig(id="trunk_a", host="2001:db8::7", transport="tls")]))
    )
    assert (endpoint["transport"], endpoint["rtp_ipv6"]) == ("tls6", "yes")
    assert aor["contact"] == "sip:[2001:db8::7]:5060;transport=tls"
    assert identify["match"] == "2001:db8::7"


def test_a_user_name_with_an_at_sign_stays_one_user_in_the_uri() -> None:
    trunk = TrunkConfig(id="trunk_a", host="h.example", register=True, username="ann@corp", password="x")
    assert "client_uri = sip:ann%40corp@h.example:5060" in render_trunks([trunk])


def test_from_user_and_domain_are_given_where_a_carrier_insists() -> None:
    endpoint = parse(render_trunks([msgspec.structs.replace(PLAIN, from_user="acc1", from_domain="c.example")]))[0][1]
    assert (endpoint["from_user"], endpoint["from_domain"]) == ("acc1", "c.example")


def test_no_trunks_is_an_empty_file() -> None:
    assert parse(render_trunks([])) == []


def test_trunks_come_in_the_order_of_their_ids() -> None:
    other = msgspec.structs.replace(PLAIN, id="trunk_a")
    assert render_trunks([PLAIN, other]) == render_trunks([other, PLAIN])


def test_two_trunks_with_one_id_are_refused() -> None:
    with pytest.raises(TrunkRefused, match="two trunks have the id trunk_lab"):
        render_trunks([PLAIN, msgspec.structs.replace(PLAIN, host="203.0.113.8")])


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"id": "lab"}, "trunk id 'lab'"),
        ({"id": "trunk_"}, "trunk id"),
        ({"id": "trunk_A"}, "trunk id"),
        ({"id": "trunk_a\n"}, "trunk id"),
        ({"host": ""}, "neither an IP address nor a host name"),
        ({"host": "300.1.1.1"}, "not a valid IP address"),
        ({"host": "-x.example"}, "neither"),
        ({"host": "a_b"}, "neither"),
        ({"host": "h,127.0.0.1"}, "neither"),
        ({"host": "10.0.0.0/8"}, "neither"),
        ({"host": "sip:x@h"}, "neither"),
        ({"host": "fe80::1%eth0"}, "zone"),
        ({"host": "a" * 254}, "neither"),
        ({"port": 0}, "port must be from 1 to 65535"),
        ({"port": 65536}, "port must be"),
        ({"transport": "ws"}, "transport 'ws'"),
        ({"username": "ann"}, "username and password go together"),
        ({"password": "x"}, "username and password go together"),
        ({"register": True}, "needs a username"),
        ({"username": "a b", "password": "x"}, "username"),
        ({"username": "", "password": "x"}, "username"),
        ({"username": "a", "password": ""}, "password"),
        ({"username": "a", "password": " x"}, "no space at either end"),
        ({"username": "a", "password": "x\n"}, "no control characters"),
        ({"username": "a", "password": "x" * 129}, "1 to 128"),
        ({"realm": "a;b"}, "realm"),
        ({"from_user": "a;b"}, "from_user"),
        ({"from_domain": "a;b"}, "from_domain"),
        ({"codecs": ()}, "codecs"),
        ({"codecs": ("alaw", "alaw")}, "codecs"),
        ({"codecs": ("gsm",)}, "codecs"),
        ({"qualify_seconds": 0}, "qualify_seconds"),
        ({"qualify_timeout": 0.0}, "qualify_timeout"),
        ({"qualify_timeout": float("nan")}, "qualify_timeout"),
        ({"register_retry": 0}, "register_retry"),
    ],
)
def test_what_cannot_work_is_refused_by_name(bad: dict[str, object], says: str) -> None:
    with pytest.raises(TrunkRefused, match=says):
        TrunkConfig(**({"id": "trunk_lab", "host": "203.0.113.7"} | bad))  # type: ignore[arg-type]


TEXT_FIELDS = ("id", "host", "username", "password", "realm", "from_user", "from_domain")
hostile_text = st.one_of(
    st.text(max_size=40),
    st.tuples(st.text(alphabet=string.ascii_letters, max_size=8), st.sampled_from(HOSTILE)).map("".join),
    st.text(alphabet=st.sampled_from(";\\\n\r[]=>#(),& \"'aA1"), max_size=20),
)


@given(values=st.fixed_dictionaries({}, optional=dict.fromkeys(TEXT_FIELDS, hostile_text)))
def test_no_text_opens_a_section_or_changes_a_setting(values: dict[str, str]) -> None:
    """Whatever is typed in: it is refused, or Asterisk reads exactly that value back, in the same place."""
    given_values = {
        "id": "trunk_lab",
        "host": "203.0.113.7",
        "username": "ann",
        "password": "s3cret",
        "register": True,
    } | values
    try:
        trunk = TrunkConfig(**given_values)  # type: ignore[arg-type]
    except TrunkRefused:
        return
    text = render_trunks([trunk])
    assert kinds(text) == ["trunk", "aor", "identify", "auth", "registration"]
    for heading, settings in parse(text):
        assert heading in (f"[{trunk.id}](trunk)", f"[{trunk.id}]")
        assert set(settings) <= set(expected_settings())
    endpoint, _, identify, auth, _ = (settings for _, settings in parse(text))
    assert auth["password"] == trunk.password
    assert auth["username"] == trunk.username
    assert auth.get("realm") == trunk.realm
    assert endpoint.get("from_user") == trunk.from_user
    assert endpoint.get("from_domain") == trunk.from_domain
    assert identify["match"] == trunk.host


def expected_settings() -> set[str]:
    everything = TrunkConfig(
        id="trunk_a",
        host="::1",
        register=True,
        realm="r",
        from_user="u",
        from_domain="d",
        username="ann",
        password="s3cret",
    )
    return {name for _, settings in parse(render_trunks([everything])) for name in settings}


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=128))
def test_any_printable_password_is_read_back_as_it_was(password: str) -> None:
    assume(password.isprintable())
    trunk = TrunkConfig(id="trunk_a", host="h", username="u", password=password)
    assert dict(parse(render_trunks([trunk]))[3][1])["password"] == password


@pytest.mark.parametrize("value", ["a;b", "a\\;b", ";", "\\;", "a\\\\;;b", ";--", "--;", "\\"])
def test_escaping_is_undone_by_reading(value: str) -> None:
    assert without_comment(escape(value)) == value
