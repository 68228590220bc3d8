"""Item non-response: who was asked a question and left it blank.

"Not applicable" and "don't know" are answers: whoever ticks them has responded. "Not asked" is no absence at all. Only
a question that was asked and left blank is not answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.response.presence import (
    ANSWERED,
    DONT_KNOW,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
    last_response,
    presence_codes,
    questions_of,
)
from analysis.responses import PRESENCE_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNonresponse:
    """How many left one question blank.

    Attributes
    ----------
    question : str
        Its name.
    estimate : float or None
        ``not_answered`` ÷ ``asked``; None where nobody was asked.
    asked : int
        How many it was put to.
    answered, not_applicable, dont_know : int
        How many gave an answer that counts, and how many of either other kind.
    not_answered : int
        How many left it blank.
    after_last_answer : int
        How many of these had said all they said before: they may have stopped rather than skipped.
    not_asked : int
        How many it was not put to.
    n_used, n_missing : int
        ``asked`` and ``not_asked``.
    method : str
        What is divided by what.
    why_not : str or None
        Why there is no rate.
    """

    question: str
    estimate: float | None
    asked: int
    answered: int
    not_applicable: int
    dont_know: int
    not_answered: int
    after_last_answer: int
    not_asked: int
    n_used: int
    n_missing: int
    method: str = "not answered ÷ asked"
    why_not: str | None = None


def item_nonresponse_rates(
    absence: pd.DataFrame, questions: Sequence[str] | None = None
) -> tuple[ItemNonresponse, ...]:
    """Item non-response of every question.

    Parameters
    ----------
    absence : DataFrame
        A row for each response, or each entry of a repeat, and a categorical column of presences for each question
        (:attr:`analysis.responses.ResponseFrames.absence`).
    questions : sequence of str, optional
        Which questions, in form order. Without it, all columns of presences.

    Returns
    -------
    tuple of ItemNonresponse
        One for each question, in that order; without a rate, and with the reason, where nobody was asked.

    Raises
    ------
    ValueError
        Where a question is no column of the frame, or its column does not hold presences.

    Notes
    -----
    Not answered ÷ asked, where those asked are all but "not asked". Of those who did not answer, the ones who said
    nothing to any later question either are counted apart; :mod:`analysis.response.break_off` is about them.

    References
    ----------
    Groves, R. M. et al. (2009). Survey Methodology, 2nd edition, section 6.6 (from memory).

    Examples
    --------
    >>> from analysis.responses import PRESENCE_TYPE
    >>> said = ["answered", "not_answered", "dont_know", "not_asked"]
    >>> frame = pd.DataFrame({"clear": pd.Categorical(said, dtype=PRESENCE_TYPE)})
    >>> (item,) = item_nonresponse_rates(frame)
    >>> item.not_answered, item.asked, round(item.estimate, 3)
    (1, 3, 0.333)
    """
    names = questions_of(absence) if questions is None else tuple(questions)
    codes = presence_codes(absence, names)
    last = last_response(codes)
    return tuple(_of_question(name, codes[:, place], last < place) for place, name in enumerate(names))


def _of_question(
    name: str, codes: np.ndarray[tuple[int], np.dtype[np.int8]], is_past: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> ItemNonresponse:
    counts = np.bincount(codes, minlength=len(PRESENCE_TYPE.categories))
    asked = len(codes) - int(counts[NOT_ASKED])
    blank = int(counts[NOT_ANSWERED])
    return ItemNonresponse(
        question=name,
        estimate=blank / asked if asked else None,
        asked=asked,
        answered=int(counts[ANSWERED]),
        not_applicable=int(counts[NOT_APPLICABLE]),
        dont_know=int(counts[DONT_KNOW]),
        not_answered=blank,
        after_last_answer=int((is_past & (codes == NOT_ANSWERED)).sum()),
        not_asked=int(counts[NOT_ASKED]),
        n_used=asked,
        n_missing=int(counts[NOT_ASKED]),
        why_not=None if asked else "Nobody was asked this question, so there is no rate.",
    )
