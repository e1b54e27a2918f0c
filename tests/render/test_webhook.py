"""The body of a webhook keeps what its schema promises."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from monitor.render.payload import Payload
from tests.render.briefings import cases


@pytest.mark.parametrize("name", list(cases("webhook")))
def test_a_message_fits_the_schema_and_comes_back(name: str) -> None:
    body = cases("webhook")[name].message.body
    assert Payload.model_validate_json(body).model_dump_json().encode() == body


def test_the_type_names_reason_and_version() -> None:
    new, corrected = (json.loads(cases("webhook")[name].message.body) for name in ("new", "corrected"))
    assert (new["type"], new["version"]) == ("alert.new", 1)
    assert corrected["type"] == "alert.corrected"
    assert new["data"]["id"] == cases("webhook")["new"].briefing.alert.id


def test_marks_are_the_words() -> None:
    data = json.loads(cases("webhook")["new"].message.body)["data"]
    words = [passage["text"][a:b] for passage in data["passages"] for a, b in passage["marks"]]
    assert words == ["North Korean", "troops", "Russia", "soldiers", "Kursk"]


def test_what_is_not_promised_is_refused() -> None:
    body = json.loads(cases("webhook")["new"].message.body)
    for spoilt in ({**body, "more": 1}, {**body, "version": 2}, {**body, "type": "alert new"}):
        with pytest.raises(ValidationError):
            Payload.model_validate_json(json.dumps(spoilt))
