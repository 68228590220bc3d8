"""Why a report is refused."""

from __future__ import annotations


class DisclosureRefused(Exception):
    """The report may not be made; the message says why and what to do."""


class RenewalRefused(DisclosureRefused):
    """Too little has changed since the last release, so that the two could be subtracted from each other.

    ``answers_needed`` says how many more answers it takes.
    """

    def __init__(self, answers_needed: int) -> None:
        self.answers_needed = answers_needed
        more = "1 more answer is" if answers_needed == 1 else f"{answers_needed} more answers are"
        super().__init__(
            f"The figures cannot be released again yet: {more} needed, or the round must close. Otherwise the "
            f"difference between two releases would show what a few people answered."
        )


class PolicyChangeRefused(DisclosureRefused):
    """A policy that hides less than the last release did, without a new decision."""
