"""What is wrong with a codeframe, all of it at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analysis.coding.codeframe.names import NAME
from analysis.coding.codeframe.theme import ThemeText

LONGEST_LABEL = 200
LONGEST_TEXT = 10_000
TEXTS = ("definition", "include", "exclude", "example")
# What no XML file can hold, and the carriage return, which every XML reader turns into something else.
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class CodeframeInvalid(ValueError):
    """A codeframe that cannot be used; ``problems`` names everything that is wrong, in order."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def codeframe_problems(title: str, version: int, themes: Sequence[ThemeText]) -> tuple[str, ...]:
    """Everything that is wrong with a codeframe.

    Parameters
    ----------
    title : str
        What it is called.
    version : int
        From 1.
    themes : sequence of ThemeText
        In their order.

    Returns
    -------
    tuple of str
        A sentence for each problem, the codeframe's own first and then those of the themes in their order; empty where
        it can be used.

    Examples
    --------
    >>> codeframe_problems("Hub", 1, [ThemeText(name="a", label="A", parent="b"), ThemeText(name="b", label=" ")])
    ("Theme 'b': it has no label.",)
    """
    return (*_of_the_whole(title, version), *_repeated(themes), *_of_each(themes), *_of_parents(themes))


def _of_the_whole(title: str, version: int) -> Iterator[str]:
    if not title.strip():
        yield "The codeframe has no title."
    if UNWRITABLE.search(title) or "\n" in title:
        yield "The codeframe's title holds a line break or a control character."
    if version < 1:
        yield f"The version is {version}; versions count from 1."


def _repeated(themes: Sequence[ThemeText]) -> Iterator[str]:
    for name, count in Counter(theme.name for theme in themes).items():
        if count > 1:
            yield f"{count} themes are named '{name}'."
    first = {theme.label.strip().casefold(): theme.label.strip() for theme in reversed(themes)}
    for plain, count in Counter(theme.label.strip().casefold() for theme in themes).items():
        if count > 1 and plain:
            yield f"{count} themes have the label '{first[plain]}'."


def _of_each(themes: Sequence[ThemeText]) -> Iterator[str]:
    for theme in themes:
        where = f"Theme '{theme.name}'"
        if not NAME.fullmatch(theme.name):
            yield f"{where}: a name has 1 to 64 letters from a to z, digits and underscores."
        if not theme.label.strip():
            yield f"{where}: it has no label."
        if len(theme.label) > LONGEST_LABEL:
            yield f"{where}: its label has {len(theme.label)} characters, and {LONGEST_LABEL} at most can be shown."
        if UNWRITABLE.search(theme.label) or "\n" in theme.label:
            yield f"{where}: its label holds a line break or a control character."
        for kind in TEXTS:
            text = getattr(theme, kind)
            if len(text) > LONGEST_TEXT:
                yield f"{where}: '{kind}' has {len(text):,} characters; {LONGEST_TEXT:,} at most can be kept."
            if UNWRITABLE.search(text):
                yield f"{where}: '{kind}' holds a control character."


def _of_parents(themes: Sequence[ThemeText]) -> Iterator[str]:
    parents = {theme.name: theme.parent for theme in themes}
    for theme in themes:
        if theme.parent is not None and theme.parent not in parents:
            yield f"Theme '{theme.name}': its parent '{theme.parent}' is not in the codeframe."
    followed: set[str] = set()
    for theme in themes:
        if circle := _circle_from(theme.name, parents, followed):
            yield f"Themes are their own parents: {' → '.join([*circle, circle[0]])}."


def _circle_from(name: str, parents: dict[str, str | None], followed: set[str]) -> list[str]:
    """The themes of the circle that this one's ancestors run into; empty where they come to an end.

    What was ``followed`` before needs no second look, and is added to.
    """
    path: list[str] = []
    place: dict[str, int] = {}
    here: str | None = name
    while here is not None and here in parents:
        if here in place:
            return path[place[here] :]
        if here in followed:
            return []
        followed.add(here)
        place[here] = len(path)
        path.append(here)
        here = parents[here]
    return []
