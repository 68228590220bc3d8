"""A codeframe: the themes of one topic, as agreed at one time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256

from analysis.coding.codeframe.problems import CodeframeInvalid, codeframe_problems
from analysis.coding.codeframe.theme import ThemeText


@dataclass(frozen=True, slots=True, kw_only=True)
class Codeframe:
    """The themes of one topic, in one version. It is checked when it is made, and never changes.

    Attributes
    ----------
    title : str
        What it is called.
    version : int
        From 1; a change makes the next one, and codings name the version that they were made to.
    themes : tuple of ThemeText
        In the order in which they are shown.

    Raises
    ------
    CodeframeInvalid
        A ValueError with everything that is wrong (:func:`codeframe_problems`).

    Examples
    --------
    >>> hub = Codeframe(title="Hub", version=1, themes=(ThemeText(name="parents", label="Parents"),))
    >>> hub.content_hash[:8], hub["parents"].label
    ('1c00dad2', 'Parents')
    """

    title: str
    version: int
    themes: tuple[ThemeText, ...]

    def __post_init__(self) -> None:
        if problems := codeframe_problems(self.title, self.version, self.themes):
            raise CodeframeInvalid(problems)

    def __getitem__(self, name: str) -> ThemeText:
        """The theme of this name; KeyError where there is none."""
        for theme in self.themes:
            if theme.name == name:
                return theme
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(theme.name == name for theme in self.themes)

    def __iter__(self) -> Iterator[ThemeText]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    @property
    def content_hash(self) -> str:
        """SHA-256 of the themes in their order: equal exactly where every word of them is."""
        content = json.dumps([asdict(theme) for theme in self.themes], ensure_ascii=False, sort_keys=True)
        return sha256(content.encode()).hexdigest()

    def lineage_of(self, name: str) -> tuple[str, ...]:
        """The theme and everything that it is part of, from itself upwards."""
        parents = {theme.name: theme.parent for theme in self.themes}
        lineage = [name]
        while (parent := parents[lineage[-1]]) is not None:
            lineage.append(parent)
        return tuple(lineage)

    def children_of(self, name: str | None) -> tuple[ThemeText, ...]:
        """The themes right under one, or at the top."""
        return tuple(theme for theme in self.themes if theme.parent == name)
