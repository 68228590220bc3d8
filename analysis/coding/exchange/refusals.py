"""What cannot be read or written, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

MOST_PROBLEMS = 20


class ExchangeRefused(ValueError):
    """A file that is not taken in, or a project that cannot be written; ``problems`` says why, a sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        shown = self.problems[:MOST_PROBLEMS]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join((*shown, *([f"And {more:,} more."] if more else ()))))


def refuse(why: str) -> ExchangeRefused:
    """One reason."""
    return ExchangeRefused((why,))
