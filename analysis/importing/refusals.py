"""What cannot be read or mapped, in sentences."""

from __future__ import annotations

from collections.abc import Iterable


class ImportRefused(ValueError):
    """A file or a mapping that cannot be used; ``problems`` says why, a sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def refuse(why: str) -> ImportRefused:
    """One reason."""
    return ImportRefused((why,))
