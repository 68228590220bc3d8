from __future__ import annotations

from typing import Any

import pytest

from survey_app.results.coding import Suggested
from survey_app.results.themes.saving import UnreadableSave, read_saves

SAVE: dict[str, Any] = {
    "key": "k", "save_id": "s", "seen": 0, "earlier": [], "themes": {"time": "concern"}, "accepted": {}, "done": True,
    "quote": False,
}  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [
        None, [], {}, {"saves": []}, {"saves": "x"}, {"saves": [None]}, {"saves": [{}]}, {"saves": [SAVE] * 51},
        *({"saves": [SAVE | change]} for change in (
            {"key": 1}, {"key": ""}, {"key": "k" * 65}, {"save_id": None}, {"seen": "0"}, {"seen": True},
            {"seen": None}, {"earlier": "x"}, {"earlier": [1]}, {"themes": []}, {"themes": {"time": "shouting"}},
            {"themes": {"": "neutral"}}, {"themes": {"time": None}}, {"done": 1}, {"quote": None}, {"accepted": []},
            {"accepted": {"time": None}}, {"accepted": {"time": {"source": "oracle", "confidence": 0.5}}},
            {"accepted": {"time": {"source": "model", "confidence": 2}}},
            {"accepted": {"time": {"source": "model", "confidence": "0.5"}}},
        )),
    ],
)  # fmt: skip
def test_rubbish_is_not_read(sent: Any) -> None:
    with pytest.raises(UnreadableSave):
        read_saves(sent)


def test_what_was_accepted_counts_only_for_themes_that_are_given() -> None:
    model = {"source": "model", "confidence": 0.71234567}
    (save,) = read_saves({"saves": [SAVE | {"accepted": {"time": model, "space": model}, "done": False}]})
    assert save.what.suggested == {"time": Suggested(source="model", confidence=0.7123)}
    assert save.what.done, "a comment with a theme is coded"
