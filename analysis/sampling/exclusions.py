"""Who may be drawn: the list without those who are left out for a stated reason."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.sampling.frames import SamplingFrame, canonical_text
from analysis.sampling.records import Exclusion


def checked_exclusions(frame: SamplingFrame, given: Mapping[str, str] | None) -> tuple[Exclusion, ...]:
    """The exclusions in the order of their keys; those of no case of the list, or without a reason, are refused."""
    known = set(frame.keys)
    reasons = {canonical_text(key, "exclusions"): reason for key, reason in (given or {}).items()}
    for key, reason in reasons.items():
        if key not in known:
            raise ValueError(f"exclusions name {key!r}, which is not a key of the frame")
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"exclusions give no reason for {key!r}")
    return tuple(Exclusion(key=key, reason=reason) for key, reason in sorted(reasons.items()))


def eligible_rows(frame: SamplingFrame, exclusions: tuple[Exclusion, ...]) -> list[int]:
    """The rows that may be drawn, in the order of their keys."""
    left_out = {one.key for one in exclusions}
    return [row for row, key in enumerate(frame.keys) if key not in left_out]


def check_n(n: int, eligible: int) -> None:
    """Refuse a number that cannot be drawn."""
    if not 1 <= n <= eligible:
        raise ValueError(f"n is {n}, which is not between 1 and the {eligible} that may be drawn")
