"""Texts as a database keeps them: no control characters, no halves of characters, no spaces around."""

from __future__ import annotations

from survey_app.forums.plain_form import without_control_characters


def plain_text(value: str) -> str:
    """The text without what no database keeps alike."""
    whole = value.encode("utf-8", "ignore").decode("utf-8")
    return str(without_control_characters(whole)).strip()
