from tests.web.conftest import Installation


async def test_a_key_is_shown_once_works_and_is_revoked(offhook: Installation) -> None:
    owner = offhook.one.owner
    made = await owner("POST", "/keys", {"name": "CRM"})
    assert made.status == 201, made.body
    assert made.headers["Cache-Control"] == "no-store"
    text, key = made.json["text"], made.json["key"]
    assert text.startswith(key["prefix"])
    listed = await owner("GET", "/keys")
    assert text.encode() not in listed.body
    assert key["id"] in [each["id"] for each in listed.json["items"]]

    crm = offhook.client(text)
    assert (await crm("GET", "/workspace")).status == 200
    revoked = await owner("DELETE", f"/keys/{key['id']}")
    assert revoked.json["revoked_at"] is not None
    assert (await crm("GET", "/workspace")).problem == "unauthorized"
    again = await owner("DELETE", f"/keys/{key['id']}")
    assert (again.status, again.json["revoked_at"]) == (200, revoked.json["revoked_at"])


async def test_agents_see_and_revoke_only_their_own_keys(offhook: Installation) -> None:
    one = offhook.one
    mine = (await one.agent("GET", "/keys")).json["items"]
    assert {each["member"] for each in mine} == {one.agent_id}
    assert (await one.agent("POST", "/keys", {"name": "more"})).problem == "forbidden"
    others = next(
        each["id"] for each in (await one.owner("GET", "/keys")).json["items"] if each["member"] != one.agent_id
    )
    assert (await one.agent("DELETE", f"/keys/{others}")).problem == "not-found"
    assert (await one.agent("DELETE", f"/keys/{mine[0]['id']}")).status == 200
    assert (await one.agent("GET", "/keys")).problem == "unauthorized"


async def test_the_last_use_of_a_key_is_noted(offhook: Installation) -> None:
    one = offhook.one
    await one.agent("GET", "/workspace")
    # It is written behind the request: writes come in order, so this one comes after it.
    await offhook.worker.storage.write(lambda conn: None)
    [key] = (await one.owner("GET", f"/keys?member={one.agent_id}")).json["items"]
    assert key["last_used_at"] is not None


async def test_keys_that_are_none_open_nothing(offhook: Installation) -> None:
    good = offhook.one.owner.key
    assert good is not None
    for bad in ("", "x", good[:-1], good[:-1] + ("0" if good[-1] != "0" else "1"), good + "0", good.upper(), "é" * 80):
        answer = await offhook.stranger("GET", "/workspace", headers={"Authorization": f"Bearer {bad}"})
        assert (answer.status, answer.problem) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    for header in (f"Basic {good}", good, f"Bearer{good}"):
        assert (await offhook.stranger("GET", "/workspace", headers={"Authorization": header})).status == 401
