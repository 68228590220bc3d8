"""How many returns were asked for, and how they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.case_audits.records import ReturnRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCounts:
    """The returns of one agency, or of all.

    Attributes
    ----------
    name : str
        Whose.
    n_asked : int
        How many were asked for; an agency that was not involved in a case is not among them.
    n_returned, n_missing : int
        How many of them came, and how many did not.
    n_late : int
        How many of those that came did so after the others could be seen. They are not blind.
    n_changed : int
        How many were blind, and had a grade changed after the others could be seen, or withdrawn since the agency said
        then that it was not involved. Their blind grades count.
    n_not_involved : int
        How many cases the agency had nothing to do with.
    """

    name: str
    n_asked: int
    n_returned: int
    n_missing: int
    n_late: int
    n_changed: int
    n_not_involved: int


def return_counts(name: str, returns: Iterable[ReturnRecord]) -> ReturnCounts:
    """Count some returns."""
    listed = list(returns)
    states = [one.state for one in listed]
    returned, missing = states.count("returned"), states.count("missing")
    return ReturnCounts(
        name=name,
        n_asked=returned + missing,
        n_returned=returned,
        n_missing=missing,
        n_late=sum(one.is_late for one in listed),
        n_changed=sum(one.has_changed for one in listed),
        n_not_involved=states.count("not_involved"),
    )
