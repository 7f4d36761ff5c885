"""The commands about a carrier's numbers, from the account's secrets to the last number given back."""

from __future__ import annotations

import asyncio

import pytest
from typer.testing import CliRunner

from offhook.cli.main import app
from tests.web.conftest import data, empty_database
from tests.web.test_carrier_numbers import NEW, SALES, TOKEN, Shop, shop
from tests.web.test_carriers import KEY

__all__ = ["data", "empty_database", "shop"]


async def run(shop: Shop, *command: str, typed: str = "", ends: int = 0) -> str:
    """What it says."""
    words = ["carrier", *command, "--workspace", shop.offhook.one.workspace]
    data = {"OFFHOOK_DATA": str(shop.offhook.worker.settings.data)}
    ended = await asyncio.to_thread(CliRunner().invoke, app, words, input=typed, env=data)
    assert ended.exit_code == ends, ended.output
    return ended.output


@pytest.mark.behaviour("U2")
async def test_an_account_is_connected_and_its_numbers_taken_bought_and_given_back(shop: Shop) -> None:
    shop.account.numbers[SALES].voice_url = "https://old.test/in"
    add = ("add", "twilio", "--account", shop.account.sid, "--api-key", KEY)
    assert "refuses this API key" in await run(shop, *add, typed=f"wrong secret\n{TOKEN}\n", ends=2)
    assert "offhook carrier take twilio" in await run(shop, *add, typed=f"the secret\n{TOKEN}\n")
    assert "5 calls begin in a second" in await run(shop, "change", "twilio", "--calls-per-second", "5")
    assert "all at once" in await run(shop, "change", "twilio", "--fast-ringing")
    assert "Say what is to change" in await run(shop, "change", "twilio", ends=2)
    assert "to old.test" in await run(shop, "numbers", "twilio")
    assert "It led to old.test before." in await run(shop, "take", "twilio", SALES, "--line-name", "Sales")
    assert "under control" in await run(shop, "numbers", "twilio")
    found = await run(shop, "search", "twilio", "--area-code", "202", "--contains", "177", "--sms")
    assert ("1.15 USD" in found, "Washington, DC" in found) == (True, True)
    assert "1.15 USD a month: say so with --yes" in await run(shop, "buy", "twilio", NEW, ends=2)
    assert "give its --type" in await run(shop, "buy", "twilio", "+12025550199", "--yes", ends=2)
    assert "it leads here" in await run(shop, "buy", "twilio", NEW, "--yes")
    assert "it leads here" in await run(shop, "buy", "twilio", NEW, "--yes"), "and nothing was bought twice"
    shop.account.numbers[NEW].voice_url = "https://studio.test/"
    assert "may lead to studio.test" in await run(shop, "keep", "twilio", NEW)
    assert "leads to old.test again" in await run(shop, "give-back", "twilio", SALES, "--remove-line")
    assert "lead here: give them back first" in await run(shop, "remove", "twilio", ends=2)
    assert "is forgotten here" in await run(shop, "give-back", "twilio", NEW, "--only-here", "--remove-line")
    shop.account.secondary_token = "next-token-1"
    assert "either token" in await run(shop, "rotate", "twilio", typed="next-token-1\n")
    assert "the new token only" in await run(shop, "rotate", "twilio", "--finish")
    assert "takes the key and the token" in await run(shop, "test", "twilio")
    assert "Removed the carrier" in await run(shop, "remove", "twilio")
