"""Who was invited, each person counted once.

Distribution lists overlap: the same practitioner is on the partnership's list and on the adults board's. Counted twice,
they would lower every rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

ELIGIBLE, UNKNOWN, INELIGIBLE = 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCount:
    """How many people a list of invitations holds.

    Attributes
    ----------
    estimate : int
        The eligible people invited, each once: the base of the simple response rate.
    n_used : int
        The people on the list, each once, eligible or not.
    n_missing : int
        Rows that name nobody. Each is counted as a person of its own, because it may be one.
    duplicates : int
        Rows that repeat a person.
    ineligible : int
        People known not to be eligible: not in ``estimate``.
    unknown_eligibility : int
        People of whom it is not known: in ``estimate``, as in RR1 and RR2.
    method : str
        How people are told apart.
    why_not : str or None
        Why the number may not be that of people.
    """

    estimate: int
    n_used: int
    n_missing: int
    duplicates: int
    ineligible: int
    unknown_eligibility: int
    method: str
    why_not: str | None = None


def count_invitations(people: pd.Series, eligible: pd.Series | None = None) -> InvitationCount:
    """Count the people on a list of invitations.

    Parameters
    ----------
    people : Series of str
        What tells people apart, as a rule the e-mail address. Spaces around it and capitals make no difference.
        Missing and empty ones are rows that name nobody.
    eligible : Series of bool, optional
        Whether each was eligible, in the same rows, missing where it is not known. Without it, all were.

    Returns
    -------
    InvitationCount
        ``why_not`` is set where rows name nobody: some of them may be people named elsewhere, so that the number is
        an upper limit.

    Raises
    ------
    ValueError
        Where the two series do not have the same rows.

    Notes
    -----
    A person who is on the list more than once is eligible if any row says so, and otherwise unknown if any row leaves
    it open.

    References
    ----------
    American Association for Public Opinion Research (2023). Standard Definitions, 10th edition: duplicate cases are
    not counted, and known ineligible ones are in no response rate (from memory).

    Examples
    --------
    >>> lists = pd.Series(["a.ashe@example.org", "A.Ashe@example.org ", "b.brook@example.org", None])
    >>> count = count_invitations(lists)
    >>> count.estimate, count.duplicates, count.n_missing
    (3, 1, 1)
    """
    if eligible is not None and not people.index.equals(eligible.index):
        raise ValueError("people and eligible do not have the same rows")
    keys = people.astype("str").str.strip().str.casefold().to_numpy(dtype=object, na_value="")
    named = keys != ""
    states = _states(eligible, len(keys))
    codes, persons = pd.factorize(keys[named])
    best = np.zeros(len(persons), dtype=int)
    np.maximum.at(best, codes, states[named])
    everyone = np.concatenate([best, states[~named]])
    nameless = int((~named).sum())
    why_not = None
    if nameless:
        rows = "1 row names" if nameless == 1 else f"{nameless:,} rows name"
        why_not = f"{rows} nobody and may repeat others, so the number of people is at most this."
    return InvitationCount(
        estimate=int((everyone != INELIGIBLE).sum()),
        n_used=len(everyone),
        n_missing=nameless,
        duplicates=len(keys) - len(everyone),
        ineligible=int((everyone == INELIGIBLE).sum()),
        unknown_eligibility=int((everyone == UNKNOWN).sum()),
        method="each person once, by a name without regard to capitals and surrounding spaces",
        why_not=why_not,
    )


def _states(eligible: pd.Series | None, rows: int) -> np.ndarray[tuple[int], np.dtype[np.int_]]:
    """Eligible, unknown or ineligible, of each row."""
    if eligible is None:
        return np.full(rows, ELIGIBLE)
    truth = eligible.astype("boolean")
    known = np.where(truth.fillna(False).to_numpy(dtype=bool), ELIGIBLE, INELIGIBLE)
    return np.where(truth.isna().to_numpy(), UNKNOWN, known)
