"""Texts as a database keeps them: no control characters, no halves of characters, no spaces around."""

from __future__ import annotations

import re

from survey_app.forums.plain_form import without_control_characters

KEY = re.compile(r"[0-9a-f]{32}")  # what points and changes are named


def is_key(value: object) -> bool:
    """Whether this can be the name of a point or of a change."""
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def plain_text(value: str) -> str:
    """The text without what no database keeps alike."""
    whole = value.encode("utf-8", "ignore").decode("utf-8")
    return str(without_control_characters(whole)).strip()
