import pytest

from tests.web.conftest import SHARED, Installation

DANA = {"name": "Dana Ruiz", "numbers": ["+12025550122", "(202) 555-0123"]}


async def test_a_contact_has_numbers_and_custom_fields_that_change_one_by_one(offhook: Installation) -> None:
    agent = offhook.one.agent
    fields = {"company": "Ruiz & Co", "seats": 12, "rate": 1.5, "invoice by mail": True, "smile": "😀"}
    added = await agent("POST", "/contacts", DANA | {"fields": fields})
    assert added.status == 201, added.body
    dana = added.json
    assert dana["numbers"] == ["+12025550122", "+12025550123"]
    assert dana["fields"] == fields

    changed = await agent("PATCH", f"/contacts/{dana['id']}", {"fields": {"seats": None, "plan": "gold"}})
    assert changed.json["fields"] == {key: fields[key] for key in fields if key != "seats"} | {"plan": "gold"}
    assert changed.json["name"] == "Dana Ruiz"

    moved = await agent("PATCH", f"/contacts/{dana['id']}", {"numbers": ["+12025550123"]})
    assert moved.json["numbers"] == ["+12025550123"]
    assert moved.json["fields"] == changed.json["fields"]
    assert (await agent("GET", f"/contacts/{dana['id']}")).json == moved.json

    assert (await offhook.one.manager("DELETE", f"/contacts/{dana['id']}")).status == 204
    assert (await agent("GET", f"/contacts/{dana['id']}")).problem == "not-found"


async def test_contacts_are_found_by_beginnings_of_names_and_numbers(offhook: Installation) -> None:
    agent = offhook.one.agent
    dana = (await agent("POST", "/contacts", DANA)).json["id"]
    omar = (await agent("POST", "/contacts", {"name": "Omar Haddad", "numbers": ["+442079460000"]})).json["id"]

    async def found(search: str) -> list[str]:
        return [each["id"] for each in (await agent("GET", "/contacts", params={"search": search})).json["items"]]

    assert await found("") == [omar, dana]
    assert await found("rui dan") == [dana]
    assert await found("+44") == [omar]
    assert await found("202 555") == [dana]
    assert await found("nobody") == []
    assert await found("%_") == []


async def test_contacts_come_in_pages(offhook: Installation) -> None:
    agent = offhook.one.agent
    added = [(await agent("POST", "/contacts", {"name": f"Number {place}"})).json["id"] for place in range(5)]
    first = (await agent("GET", "/contacts?limit=3")).json
    second = (await agent("GET", f"/contacts?limit=3&cursor={first['next']}")).json
    assert [each["id"] for each in first["items"] + second["items"]] == sorted(added, reverse=True)
    assert second["next"] is None


async def test_contacts_are_listed_as_in_a_telephone_book(offhook: Installation) -> None:
    agent = offhook.one.agent
    await agent("POST", "/contacts", {"numbers": ["+12025550177"]})
    for name in ("omar", "Élan Bakery", "(Zoe)", "Elan", "adam"):
        await agent("POST", "/contacts", {"name": name})
    first = (await agent("GET", "/contacts?order=name&limit=2")).json
    rest = (await agent("GET", f"/contacts?order=name&cursor={first['next']}")).json
    listed = [each["name"] for each in first["items"] + rest["items"]]
    assert listed == ["adam", "Elan", "Élan Bakery", "omar", "(Zoe)", ""]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": " "},
        {"name": "Dana", "numbers": ["12"]},
        {"name": "Dana", "numbers": [None]},
        {"name": "Dana", "fields": {"nested": {"a": 1}}},
        {"name": "Dana", "fields": {"list": [1]}},
        {"name": "Dana", "fields": {"nothing": None}},
        {"name": "Dana", "fields": {"": "no name"}},
        {"name": "Dana", "fields": {"nul": "a\0b"}},
        {"name": "Dana", "fields": {"half": "\ud83d"}},
        {"name": "Dana", "fields": {"\ud83d": "half"}},
        {"name": "Dana", "fields": {"far": 1e400}},
        {"name": "Dana", "fields": {"far": 10**300}},
        {"name": "Dana", "fields": {"far": float("nan")}},
        {"name": "Dana", "fields": {"long": "x" * 4000}},
        {"name": "D" * 100_000},
        {"name": "Da\x00na"},
    ],
)
@SHARED
async def test_a_contact_that_cannot_be_is_refused(shared: Installation, body: object) -> None:
    answer = await shared.one.agent("POST", "/contacts", body)
    assert (answer.status, answer.problem in {"invalid-value", "invalid-request", "invalid-number"}) == (422, True)
    assert (await shared.one.agent("GET", "/contacts")).json["items"] == []


async def test_a_number_belongs_to_one_contact_of_a_workspace(offhook: Installation) -> None:
    assert (await offhook.one.agent("POST", "/contacts", DANA)).status == 201
    taken = await offhook.one.agent("POST", "/contacts", {"name": "Else", "numbers": ["+12025550122"]})
    assert (taken.status, taken.problem) == (409, "number-taken")
    assert (await offhook.other.agent("POST", "/contacts", DANA)).status == 201
