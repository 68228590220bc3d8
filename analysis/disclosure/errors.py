"""Why a report is refused."""

from __future__ import annotations


class DisclosureRefused(Exception):
    """The report may not be made; the message says why and what to do."""


class RenewalRefused(DisclosureRefused):
    """Too little has changed since the last release, so that the two could be subtracted from each other.

    ``answers_needed`` says how many more answers it takes; once the round has ``closed``, none can come any more.
    """

    def __init__(self, answers_needed: int, *, closed: bool = False) -> None:
        self.answers_needed = answers_needed
        self.closed = closed
        more = "1 more answer is" if answers_needed == 1 else f"{answers_needed} more answers are"
        missing = (
            "too few answers came or changed before the round closed, so the last release stays as it is"
            if closed
            else f"{more} needed, or the round must close without another answer"
        )
        super().__init__(
            f"The figures cannot be released again{'' if closed else ' yet'}: {missing}. Otherwise the difference "
            f"between two releases would show what a few people answered."
        )


class PolicyChangeRefused(DisclosureRefused):
    """A policy that hides less than the last release did, without a new decision."""
