"""Whatever is posted to the designer, it answers in words and the draft stays one that can be opened."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.designer.checking import check_parts
from tests.survey_app.designer.pages import officer

FORMS: dict[str, tuple[str, ...]] = {
    "/arrange": ("do", "to"),
    "/add": ("label", "kind", "list_name", "new_choices", "parent", "then"),
    "/questions/r2": (
        "label",
        "name",
        "kind",
        "list_name",
        "new_choices",
        "or_other",
        "shown",
        "shown",
        "shown",
        "required",
        "required_when",
        "rule_mode",
        "join",
        "rules-0-question",
        "rules-0-operator",
        "rules-0-value",
        "relevant",
        "constraint",
        "calculation",
        "default",
        "appearance",
        "parameters",
        "parameter-start",
        "rubric-yes",
        "repeat_count",
        "narrative_below",
        "unit",
        "read_only_when",
        "image",
        "seen",
    ),
    "/questions/r4/move": ("to",),
    "/lists/yes_no": (
        "row",
        "row",
        "label-0",
        "name-0",
        "missing-0",
        "exclusive-0",
        "columns-0",
        "label-7",
        "several",
        "direction",
        "action_below",
        "list_name",
        "do",
        "rubric-0",
        "favourable-0",
    ),
    "/lists/": ("name", "choices"),
    "/languages/": ("name",),
    "/languages/Welsh (cy)": (
        "t:q|r2|label",
        "t:c|yes_no|yes|label",
        "t:s|x|rubric:",
        "t:",
        "t:q|r2|rubric:a",
        "o:q|r2|label",
    ),
    "/settings": ("form_title", "purpose", "unit", "default_language", "instance_name", "seen"),
    "/expression": ("key", "column", "text"),
    "/undo": ("revision",),
    "/copy": ("from", "key", "parent"),
    "/bank": ("name", "parent"),
    "/preview": ("carried", "at", "go", "shown", "q.useful"),
}
WORDS = (
    "",
    " ",
    "r1",
    "r2",
    "r4",
    "r99",
    "yes",
    "no",
    "yes_no",
    "select_one",
    "select_one yes_no",
    "group",
    "repeat",
    "grade",
    "standard",
    "text",
    "integer",
    "range",
    "note",
    "calculate",
    "rules",
    "expression",
    "relevant",
    "answer",
    "list",
    "rubric",
    "parameters",
    "repeat",
    "constraint",
    "${useful} = 'no'",
    "${nobody}",
    "((((",
    "'",
    '"',
    "a\x00b",
    "\ud7ff",
    "é" * 300,
    "x" * 20_000,
    "1",
    "-1",
    "999999999999999999999",
    "up:r2",
    "down:r1",
    "move:r1",
    "delete:r3",
    "duplicate:r1",
    "up:0",
    "remove:0",
    "r1:",
    ":r2",
    "r4:r2",
    "library:case-audit",
    "own:drafted",
    "own:",
    "best_first",
    "none",
    "Welsh (cy)",
    "a::b",
    "{}",
    "[]",
    '{"uuid":"00000000-0000-4000-8000-000000000000","document":{"useful":3}}',
    "section:first",
    "list:visit",
    "entry:visit:0",
    "entry:visit:0.1.2",
    "worry:x",
    "check",
    "send",
    "panel",
    "language:cy",
    "removed:visit:0",
    "a=1;b=2",
    "1 = One\n2 = Two\n2 = Two",
    "\r\n\r\n",
    "🙂",
    "__proto__",
)


def rubbish(seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    draw = random.Random(seed)
    for _ in range(30):
        path = draw.choice(list(FORMS))
        fields = draw.sample(FORMS[path], draw.randint(0, len(FORMS[path])))
        yield path, {field: [draw.choice(WORDS) for _ in range(draw.choice((1, 1, 2)))] for field in fields}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_posted_is_answered_and_the_draft_can_still_be_opened(
    client: FlaskClient, session: Session, seed: int
) -> None:
    qa = officer(client, session)
    qa.upload()
    qa.post("/languages/", {"name": "Welsh (cy)"})
    for path, form in rubbish(seed):
        answer = qa.post(path, form)
        assert answer.status_code in (200, 302, 400, 404, 409, 422), (path, form)
        opened = qa.get("")
        assert opened.status_code == 200, (path, form)
    for found in list(qa.parts.walk())[:25]:
        assert qa.get(f"/questions/{found.key}").status_code == 200
    for name in list(qa.parts.choices):
        assert qa.get(f"/lists/{name}").status_code == 200, name
    for path in ("/lists/", "/languages/", "/settings", "/publish", "/preview", ".yaml", "/changes", "/copy", "/bank"):
        assert qa.get(path).status_code in (200, 409), path
    assert check_parts(qa.parts).problems is not None


@pytest.mark.parametrize(
    "path",
    [
        "?x=1",
        "/questions/%00",
        "/languages/%F0%9F%99%82",
        "/lists/%2e%2e",
        "/questions/r1/move?to=x",
        "/copy?from=own:",
        "/add?parent=r99",
        "/languages/Welsh?page=99999999999",
        "/files/..%2fsecret",
        "/preview?language=%00",
    ],
)
def test_odd_addresses_are_answered(client: FlaskClient, session: Session, path: str) -> None:
    qa = officer(client, session)
    qa.upload()
    assert qa.get(path).status_code in (200, 302, 308, 404)
