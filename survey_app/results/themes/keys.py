"""The keys of the coding grid: a theme has the same one on the button, in the help and in the browser's script."""

from __future__ import annotations

from collections.abc import Sequence

ACTIONS = {
    "enter": "Save and go to the next comment",
    "arrowright": "Go to the next comment",
    "arrowleft": "Go back to the comment before",
    "s": "The theme given last was meant as a strength",
    "c": "… as a concern",
    "n": "… as neither",
    "0": "No theme fits",
    "q": "Worth quoting, or no longer",
    "a": "Accept the surest suggestion",
    "u": "Undo what you did last",
    "/": "Search",
    "?": "Show these keys",
}
KEY_NAMES = {"enter": "Enter", "arrowright": "→", "arrowleft": "←"}
THEME_KEYS = (*"123456789", *(letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in ACTIONS))


def theme_keys(names: Sequence[str]) -> dict[str, str]:
    """Theme → key, in order; themes beyond the last key are given by button only."""
    return dict(zip(names, THEME_KEYS, strict=False))
