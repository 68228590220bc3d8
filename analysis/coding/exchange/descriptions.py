"""A theme's texts as one description, which is all that a code of REFI-QDA has room for, and back."""

from __future__ import annotations

import re

from analysis.coding.codeframe.names import NAME, theme_name
from analysis.coding.codeframe.theme import ThemeText

HEADINGS = {"Include": "include", "Exclude": "exclude", "Example": "example", "Name": "name"}
HEADING = re.compile(rf"({'|'.join(HEADINGS)}): ?(.*)", re.DOTALL)
LIKE_HEADING = re.compile(rf"\\*(?:{'|'.join(HEADINGS)}):")


def description_of(theme: ThemeText) -> str:
    """The definition, and under headings what belongs in it, what does not, an example, and a name of its own.

    Examples
    --------
    >>> print(description_of(ThemeText(name="pay", label="Pay", definition="Wages.", exclude="Funding.")))
    Wages.
    Exclude: Funding.
    """
    texts = {"Include": theme.include, "Exclude": theme.exclude, "Example": theme.example}
    if theme.name != theme_name(theme.label):
        texts["Name"] = theme.name
    parts = [_escaped(theme.definition)] if theme.definition else []
    return "\n".join((*parts, *(f"{heading}: {_escaped(text)}" for heading, text in texts.items() if text)))


def _escaped(text: str) -> str:
    """A line that looks like a heading gets a backslash in front, so that it is none."""
    return "\n".join(f"\\{line}" if LIKE_HEADING.match(line) else line for line in text.split("\n"))


def texts_of(description: str) -> dict[str, str]:
    """The texts that a description is made of, by field; ``name`` only where it stands there."""
    lines: dict[str, list[str]] = {"definition": []}
    field = "definition"
    for line in description.split("\n"):
        match = HEADING.fullmatch(line)
        own = HEADINGS[match[1]] if match else ""
        if match and own not in lines and (own != "name" or NAME.fullmatch(match[2])):
            lines[own] = [_unescaped(match[2])]
            field = "definition" if own == "name" else own  # a name is one line
        else:
            lines[field].append(_unescaped(line))
    return {name: "\n".join(own) for name, own in lines.items()}


def _unescaped(line: str) -> str:
    return line[1:] if line.startswith("\\") and LIKE_HEADING.match(line) else line
