"""Accounts with carriers over HTTP, and the addresses below which carriers tell what happens."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.carriers import numbers, service, store
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.lines import service as lines
from offhook.people.keys import KeyHolder
from offhook.problems import Problem
from offhook.provisioning.service import NumberStanding, standing
from offhook.telephony.twiml.texts import received_at
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.trials import Trial
from offhook.web import routes
from offhook.web.carrier_accounts import carriers_of, tried
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook, Owning
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, Strict
from offhook.web.trunks import TrunkView
from offhook.worker import Worker

router = routes.router("/carriers", tag="carriers")
_ACCOUNT = "AC0123456789abcdef0123456789abcdef"
_KEY = "SK0123456789abcdef0123456789abcdef"


class AddCarrierBody(Strict):
    """An account with Twilio, SignalWire, Telnyx or Vonage. It becomes a trunk, which lines can use."""

    name: str = Field(description="Letters, digits, spaces and . _ -", examples=["twilio"])
    kind: CarrierKind = Field(examples=["twilio"])
    account: str = Field(description="The account's, project's or application's id at the carrier", examples=[_ACCOUNT])
    key: str | None = Field(
        None,
        description="Twilio: the SID of the API key. Vonage: the account's API key, which sees and buys its numbers; "
        "null: numbers are managed there",
        examples=[_KEY],
    )
    secret: str = Field(
        description="Of the API key, or Vonage: the application's private key; kept encrypted, never shown again",
        examples=["secret of the key"],
    )
    key_secret: str = Field("", description="Vonage: of its API key; kept encrypted, never shown again", examples=[""])
    tokens: list[str] = Field(
        min_length=1,
        max_length=service.MOST_TOKENS,
        description="What webhooks are signed with: auth token, signing key, public key or signature secret; "
        "two while one is rotated",
        examples=[["token-of-the-account"]],
    )
    space: str = Field("", description="SignalWire: `acme` of acme.signalwire.com", examples=[""])
    application: str = Field("", description="Telnyx: the id of the TeXML application", examples=[""])
    calls_per_second: int = Field(1, description="What the carrier allows; 1 until you ask it for more", examples=[1])


class ChangeCarrierBody(Change):
    """What is to change. Another API key comes with its secret. While a token is rotated give both."""

    key: str = Field("", examples=[_KEY])
    secret: str = Field("", examples=["new secret of the key"])
    key_secret: str = Field("", description="Vonage: of its API key", examples=["secret of the account"])
    tokens: list[str] = Field([], max_length=service.MOST_TOKENS, examples=[["old-token-123", "new-token-456"]])
    calls_per_second: int = Field(1, examples=[5])
    fast_ringing: bool = Field(
        False,
        description="Twilio: ring a line's phones by the caller's own instructions; see the account",
        examples=[True],
    )


class NextTokenBody(Strict):
    """The token that follows the one that webhooks are signed with."""

    token: str = Field(
        description="Twilio's secondary auth token, for instance; never shown again", examples=["new-token-456"]
    )


class CarrierView(BaseModel):
    """An account with a carrier; its secrets are never shown."""

    kind: CarrierKind
    account: str = Field(examples=[_ACCOUNT])
    key: str | None = Field(description="Its API key, or that key's SID; null: it has none", examples=[_KEY])
    calls_per_second: int = Field(examples=[1])
    fast_ringing: bool = Field(
        description="Twilio: whether a line's phones, ten at most, are rung at once by the caller's own instructions, "
        "rather than as calls one after the other. The first to pick up ends the others: a phone's own voicemail "
        "can win",
        examples=[False],
    )
    tokens: int = Field(description="How many webhooks may be signed with: two while one is changed", examples=[1])
    trial: bool = Field(
        description="Whether it is a trial account: it calls verified numbers only, and has one number",
        examples=[False],
    )
    lists_numbers: bool = Field(
        description="Whether its numbers are seen, taken and given back from here; else at the carrier", examples=[True]
    )
    sells_numbers: bool = Field(description="Whether numbers are bought from here", examples=[True])
    astray: int = Field(
        description="How many numbers under control were found to lead elsewhere than they should", examples=[0]
    )
    voice_url: str = Field(
        description="What numbers of the account, or the application, have as their address for calls (POST)",
        examples=["https://phone.example.com/carriers/trunk_01kb3fjj2m8w2x4y6z0a1b2c3d/in"],
    )
    status_url: str = Field(
        description="What they have as their address for changes of a call's status, or for events (POST)",
        examples=["https://phone.example.com/carriers/trunk_01kb3fjj2m8w2x4y6z0a1b2c3d/in-status"],
    )
    text_url: str | None = Field(
        description="What they have as their address for messages (POST); null where no texts go over it",
        examples=["https://phone.example.com/carriers/trunk_01kb3fjj2m8w2x4y6z0a1b2c3d/text"],
    )
    trunk: TrunkView

    @classmethod
    async def of(cls, account: Account, offhook: Worker) -> CarrierView:
        """From the store's, with how it was last seen."""
        trunk = account.trunk

        def look(conn: Connection) -> tuple[int, int]:
            taken = numbers.every_taken(conn, trunk.workspace_id, trunk.id)
            astray = {NumberStanding.ASTRAY, NumberStanding.GONE, NumberStanding.GIVING_BACK}
            opens = service.secret(conn, offhook.secrets, account)
            return len(opens.tokens), sum(standing(each) in astray for each in taken)

        tokens, astray = await offhook.storage.read(look)
        addresses = Addresses(offhook.settings.http.public_url or "")
        texted = offhook.texting is not None and offhook.texting.carries(TrunkId(trunk.id))
        return cls(
            kind=account.kind,
            account=account.account,
            key=account.key,
            calls_per_second=account.calls_per_second,
            fast_ringing=account.fast_ringing,
            tokens=tokens,
            trial=account.trial,
            lists_numbers=account.lists_numbers,
            sells_numbers=account.sells_numbers,
            astray=astray,
            voice_url=addresses.plain(trunk.id, About.INCOMING),
            status_url=addresses.plain(trunk.id, About.NUMBER_STATUS),
            text_url=received_at(addresses.public, TrunkId(trunk.id)).partition("#")[0] if texted else None,
            trunk=TrunkView.of(trunk, offhook),
        )


class CarrierPage(BaseModel):
    """Accounts, by name."""

    items: list[CarrierView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_carriers(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> CarrierPage:
    """The workspace's accounts with carriers, each with how it is now."""
    accounts = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id))
    page, after = page_of([account.trunk for account in accounts], limit, cursor)
    shown = {trunk.id for trunk in page}
    return CarrierPage(
        items=[await CarrierView.of(account, offhook) for account in accounts if account.trunk.id in shown], next=after
    )


@router.post("", status_code=201)
async def add_carrier(body: AddCarrierBody, offhook: Offhook, asking: Owning, response: Response) -> CarrierView:
    """Connect an account, once its carrier has taken the credentials; what it refuses is said of the field."""
    carriers_of(offhook)
    service.check(
        body.kind,
        body.account,
        key=body.key,
        key_secret=body.key_secret,
        tokens=body.tokens,
        space=body.space,
        application=body.application,
    )
    opens = Secret(service.kept_secret(body.kind, body.secret), tuple(body.tokens), body.key_secret)
    found = await tried(
        offhook, body.kind, body.account, body.key, opens, space=body.space, application=body.application
    )

    def add(conn: Connection) -> Account:
        return service.add(
            conn,
            offhook.secrets,
            asking.workspace_id,
            body.name,
            kind=body.kind,
            account=body.account,
            key=body.key,
            secret=body.secret,
            key_secret=body.key_secret,
            tokens=body.tokens,
            space=body.space,
            application=body.application,
            calls_per_second=body.calls_per_second,
            trial=found.on_trial,
            now=offhook.clock.now(),
        )

    account = await noted(
        offhook, asking, "added the carrier {}", add, look=service.named, made=lambda made: made.trunk.id
    )
    await offhook.trunks_changed()
    await offhook.ask_trunk(account.trunk)
    response.headers["Location"] = f"/api/v1/carriers/{account.trunk.id}"
    return await CarrierView.of(account, offhook)


class ReachView(BaseModel):
    """Whether carriers can call this installation."""

    address: str = Field(description="The public address", examples=["https://phone.example.com"])
    reached: bool = Field(examples=[True])
    error: str = Field(description="Why not, in words", examples=[""])
    ms: float | None = Field(description="How long the answer took", examples=[38.2])


@router.post("/check")
async def check_public_address(offhook: Offhook, asking: Managing) -> ReachView:
    """Ask for the public address as a carrier does, and see whether this very installation answers."""
    found = await carriers_of(offhook).reaching.ask()
    return ReachView(address=found.address, reached=found.reached, error=found.error, ms=found.ms)


@router.get("/{trunk}")
async def get_carrier(trunk: str, offhook: Offhook, asking: Asking) -> CarrierView:
    """One account, by its trunk's id."""
    found = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, trunk))
    return await CarrierView.of(found, offhook)


@router.patch("/{trunk}")
async def change_carrier(trunk: str, body: ChangeCarrierBody, offhook: Offhook, asking: Owning) -> CarrierView:
    """Change secrets and pace, once the carrier has taken them. Name and use are the trunk's."""
    given = body.given()
    if given.keys() & {"key", "secret", "key_secret", "tokens"}:
        account, opens = await _opened(offhook, asking, trunk)
        key = given.get("key", account.key)
        secret = service.kept_secret(account.kind, given.get("secret", opens.secret))
        wanted = Secret(secret, tuple(given.get("tokens", opens.tokens)), given.get("key_secret", opens.key_secret))
        given["trial"] = (await _retried(offhook, account, wanted, key=key)).on_trial

    def change(conn: Connection) -> Account:
        return service.change(conn, offhook.secrets, asking.workspace_id, trunk, **given)

    account = await noted(offhook, asking, "changed the carrier {}", change, look=service.named, at=trunk)
    await offhook.trunks_changed()
    return await CarrierView.of(account, offhook)


@router.delete("/{trunk}", status_code=204)
async def remove_carrier(trunk: str, offhook: Offhook, asking: Owning) -> None:
    """Remove an account that no line uses and of which no number leads here. Its secrets are forgotten."""

    def remove(conn: Connection) -> None:
        found = service.named(conn, asking.workspace_id, trunk)
        service.forget(conn, asking.workspace_id, found.id)
        lines.remove_trunk(conn, asking.workspace_id, found.id, offhook.clock.now())

    await noted(offhook, asking, "removed the carrier {}", remove, look=service.named, at=trunk)
    await offhook.trunks_changed()


@router.post("/{trunk}/test")
async def test_carrier(trunk: str, offhook: Offhook, asking: Owning) -> CarrierView:
    """Ask the carrier now whether it takes what the account opens with: the key, and every token."""
    account, opens = await _opened(offhook, asking, trunk)
    found = await _retried(offhook, account, opens)
    if found.on_trial != account.trial:
        workspace, change = asking.workspace_id, {"trial": found.on_trial}
        await offhook.storage.write(lambda conn: store.change(conn, workspace, account.trunk.id, **change))
    await offhook.ask_trunk(account.trunk)
    return await get_carrier(trunk, offhook, asking)


@router.post("/{trunk}/next-token")
async def add_next_token(trunk: str, body: NextTokenBody, offhook: Offhook, asking: Owning) -> CarrierView:
    """Take another token beside the one that is known: webhooks may be signed with either from now on."""
    workspace = asking.workspace_id
    account = await offhook.storage.read(lambda conn: service.get(conn, workspace, trunk))
    opens = await offhook.storage.read(
        lambda conn: service.second_token(conn, offhook.secrets, workspace, trunk, body.token)
    )
    await _retried(offhook, account, opens, field="token")
    return await _with_tokens(offhook, asking, "took the next token of the carrier {}", trunk, opens)


@router.post("/{trunk}/finish-token")
async def finish_token(trunk: str, offhook: Offhook, asking: Owning) -> CarrierView:
    """Forget the older of two tokens, once the carrier signs with the newer one."""
    workspace = asking.workspace_id
    opens = await offhook.storage.read(lambda conn: service.newest_token(conn, offhook.secrets, workspace, trunk))
    return await _with_tokens(offhook, asking, "forgot the former token of the carrier {}", trunk, opens)


async def _with_tokens(offhook: Worker, asking: KeyHolder, words: str, trunk: str, opens: Secret) -> CarrierView:
    def change(conn: Connection) -> Account:
        secret, tokens = opens.secret, opens.tokens
        return service.change(conn, offhook.secrets, asking.workspace_id, trunk, secret=secret, tokens=tokens)

    account = await noted(offhook, asking, words, change, look=service.named, at=trunk)
    await offhook.trunks_changed()
    return await CarrierView.of(account, offhook)


async def _opened(offhook: Worker, asking: KeyHolder, trunk: str) -> tuple[Account, Secret]:
    def look(conn: Connection) -> tuple[Account, Secret]:
        account = service.get(conn, asking.workspace_id, trunk)
        return account, service.secret(conn, offhook.secrets, account)

    return await offhook.storage.read(look)


async def _retried(
    offhook: Worker, account: Account, opens: Secret, *, key: str | None = None, field: str | None = None
) -> Trial:
    """As `tried`, for an account that is there; what is said of its tokens is said of this field."""
    own = key or account.key
    service.check(
        account.kind,
        account.account,
        key=own,
        key_secret=opens.key_secret,
        tokens=opens.tokens,
        space=account.space,
        application=account.application,
    )
    try:
        return await tried(
            offhook,
            account.kind,
            account.account,
            own,
            opens,
            space=account.space,
            application=account.application,
        )
    except Problem as problem:
        if field is not None and problem.field == "tokens":
            problem.field = field
        raise
