"""Templates, drafts and who looks after a conversation, over HTTP."""

from __future__ import annotations

import pytest

from tests.web.conftest import Installation

pytestmark = pytest.mark.behaviour("X12")


async def test_texts_are_prepared_and_conversations_given_to_somebody(offhook: Installation) -> None:
    owner, agent = offhook.one.owner, offhook.one.agent
    trunk = (await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    line = (await owner("POST", "/lines", {"number": "+12025550100", "name": "Sales", "trunks": [trunk]})).json["id"]
    await owner("POST", "/contacts", {"name": "Dana Ruiz", "numbers": ["+12025550122"]})
    await owner("POST", "/calls", {"caller": "+12025550111", "to": "+12025550122", "line": line})
    talk = (await owner("GET", "/conversations")).json["items"][0]["id"]

    added = await owner("POST", "/message-templates", {"name": "Hello", "text": "Hi {first_name}, {line}"})
    assert (added.status, added.json["filled"]) == (201, None)
    assert added.headers["Location"] == f"/api/v1/message-templates/{added.json['id']}"
    (filled,) = (await agent("GET", f"/message-templates?conversation={talk}")).json["items"]
    assert filled["filled"] == "Hi Dana, Sales"
    assert (await agent("POST", "/message-templates", {"name": "X", "text": "Hi"})).status == 403
    refused = await owner("POST", "/message-templates", {"name": "Y", "text": "{surname}"})
    assert (refused.status, refused.json["field"]) == (422, "text")
    template = f"/message-templates/{added.json['id']}"
    assert (await owner("PATCH", template, {"name": "Hallo"})).json["text"] == "Hi {first_name}, {line}"
    assert (await owner("DELETE", template)).status == 204
    assert (await owner("GET", template)).problem == "not-found"

    draft = f"/conversations/{talk}/draft"
    assert (await agent("GET", draft)).json == {"text": "", "pictures": [], "changed_at": None}
    assert (await agent("PUT", draft, {"text": "Hi"})).json["text"] == "Hi"
    assert (await owner("GET", draft)).json["text"] == "", "nobody else sees it"
    assert (await agent("PUT", draft, {"text": "Hi", "pictures": ["x"]})).json["field"] == "pictures"
    assert (await agent("DELETE", draft)).status == 204

    me = offhook.one.agent_id
    given = (await owner("PUT", f"/conversations/{talk}/assignee", {"member": me})).json
    assert given["assignee"] == {"id": me, "name": "Agent"}
    for wanted, found in (("me", [talk]), (me, [talk]), ("none", []), ("nobody at all", [])):
        listed = (await agent("GET", f"/conversations?assignee={wanted}")).json["items"]
        assert [each["id"] for each in listed] == found, wanted
    assert (await owner("PUT", f"/conversations/{talk}/assignee", {"member": "x"})).status == 404
    assert (await owner("PUT", f"/conversations/{talk}/assignee", {"member": None})).json["assignee"] is None
