"""Names from a list, found in a text: places, schools and agencies of a partnership, people who work there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from analysis.coding.identifiers.words import ORDINARY

WORDS = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


class Gazetteer:
    """The names of a list, ready to be looked for in many texts.

    Parameters
    ----------
    names : collection of str
        Blank ones are passed over.
    parts : bool, default False
        Whether a single word of a name counts too, as it does of a person's: "Mr Example" of "Sam Example".
    """

    def __init__(self, names: Collection[str], *, parts: bool = False) -> None:
        self._names: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(word.casefold() for word in WORDS.findall(name.replace("’", "'")))
            self._add(words)
            if parts:
                for word in words:
                    self._add((word,) if len(word) > 2 else ())
        self._longest = max((len(words) for known in self._names.values() for words in known), default=0)

    def _add(self, words: tuple[str, ...]) -> None:
        if words and len("".join(words)) > 1:
            self._names.setdefault(words[0], set()).add(words)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where each of the names stands, the longest where several begin at one place."""
        if not self._names:
            return
        words = [(match.start(), match.end(), match[0]) for match in WORDS.finditer(text)]
        plain = [word.casefold() for _, _, word in words]
        for place in range(len(words)):
            known = self._names.get(plain[place]) or self._names.get(plain[place].removesuffix("'s"))
            length = self._length_at(plain, place, known) if known else 0
            if not length or (length == 1 and plain[place] in ORDINARY and not words[place][2][0].isupper()):
                continue
            genitive = length == 1 and (plain[place],) not in (known or ())
            yield words[place][0], words[place + length - 1][1] - (2 if genitive else 0)

    def _length_at(self, plain: list[str], place: int, known: set[tuple[str, ...]]) -> int:
        """How many words of the text, from here, are a name; 0 where none are."""
        for length in range(min(self._longest, len(plain) - place), 0, -1):
            here = tuple(plain[place : place + length])
            if here in known or (*here[:-1], here[-1].removesuffix("'s")) in known:
                return length
        return 0
