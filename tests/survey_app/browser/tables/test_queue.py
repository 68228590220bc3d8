"""What waits on a device: sent once, unchanged after that, in its order, shown on top of what the server said."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.instruments.javascript import find_node

TABLE = {"id": None, "name": "Table 4", "size": None}


def run(*steps: tuple[str, Any], state: Any = None) -> Any:
    command = [find_node(), str(Path(__file__).with_name("run_queue.mjs"))]
    given = json.dumps({"steps": steps, "state": state})
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def write(change: str, text: str = "One", **given: Any) -> tuple[str, Any]:
    words = {"question": "What works?", "text": text, "tone": "", "quote": "", "theme_id": None}
    row = {"kind": "point", "change": change, "id": "p", "seen": 0, "removed": False, "table": TABLE, **words, **given}
    return "write", row


SEND: tuple[str, Any] = ("send", None)


def answer(change: str, outcome: str = "saved", **given: Any) -> tuple[str, Any]:
    return "answer", [{"change": change, "outcome": outcome, "id": "p", "revision": 1, **given}]


def test_what_is_written_again_before_it_is_sent_is_one_change() -> None:
    found = run(write("a"), write("b", "Two"), SEND)
    assert [(row["change"], row["text"], row["seen"]) for row in found["rows"]] == [("a", "Two", 0)]


def test_what_may_have_reached_the_server_changes_no_more_and_the_next_waits_for_its_answer() -> None:
    found = run(write("a"), SEND, write("b", "Two"), SEND)
    assert [row["text"] for row in found["rows"]] == ["One", "Two"]
    assert [[one["change"] for one in message] for message in found["sent"]] == [["a"], ["a"]]


def test_the_next_names_the_revision_that_the_answer_told() -> None:
    found = run(write("a"), SEND, write("b", "Two"), answer("a", revision=4), SEND)
    assert found["sent"][-1] == [{"change": "b", "seen": 4, "id": "p"}]


def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_change() -> None:
    found = run(write("a"), SEND, SEND, answer("a", "same"))
    assert found["sent"] == [[{"change": "a", "seen": 0, "id": "p"}]] * 2
    assert found["rows"] == []


def test_whoever_writes_on_beside_another_version_writes_on_their_own() -> None:
    found = run(write("a", seen=1), SEND, write("b", "Two", seen=1), answer("a", "both", id="copy"), SEND)
    assert found["sent"][-1] == [{"change": "b", "seen": 1, "id": "copy"}]
    assert "Both are kept" in found["told"][0]


def test_a_refused_change_stays_on_the_device_with_its_reason_and_holds_no_other_up() -> None:
    found = run(write("a"), write("c", id="q"), SEND, answer("a", "refused", message="Too long."), SEND)
    kept = {row["id"]: row["refused"] for row in found["rows"]}
    assert kept == {"p": "Too long.", "q": ""}
    assert [one["change"] for one in found["sent"][-1]] == ["c"]
    assert [point["refused"] for point in found["points"] if point["id"] == "p"] == ["Too long."]


def test_a_refused_change_that_is_put_right_is_sent_again() -> None:
    found = run(write("a"), SEND, answer("a", "refused", message="Too long."), write("b", "Short"), SEND)
    assert [(row["text"], row["refused"]) for row in found["rows"]] == [("Short", "")]
    assert found["sent"][-1] == [{"change": "a", "seen": 0, "id": "p"}]


def test_a_new_point_that_is_removed_before_it_was_sent_is_never_sent() -> None:
    assert run(write("a"), write("b", removed=True), SEND)["rows"] == []


def test_what_waits_is_shown_on_top_of_what_the_server_said() -> None:
    told = {
        "tables": [{"id": 1, "name": "Table 4", "size": 7}],
        "points": [
            {"id": name, "table": 1, "question": "What works?", "text": name, "tone": "", "quote": "", "theme_id": None,
             "position": place, "revision": 1, "wall": "shown", "beside": "", "telling": []}
            for place, name in enumerate(("p", "q", "r"), 1)
        ],
    }  # fmt: skip
    order = {"kind": "order", "change": "o", "table": TABLE, "question": "What works?", "ids": ["r", "p", "q"]}
    found = run(write("a", "Mine", seen=1), write("b", id="q", seen=1, removed=True), ("write", order), state=told)
    assert [(point["text"], point["isSaved"]) for point in found["points"]] == [("r", True), ("Mine", False)]
