"""People who were asked whether they take part and did not agree: they are counted, and nothing else of them is.

What somebody answered before saying no is not used. So everything but the question for consent itself is worked out
of those who agreed, or were asked under a version that had no such question.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.responses import ResponseFrames
from analysis.round_data import Form
from analysis.routing import consent_of

AGREED = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentCount:
    """How many were asked for their consent, and how many of them did not give it.

    ``question`` is the question for it; ``refused`` includes whoever left it blank.
    """

    question: str
    refused: int


def without_refusals(form: Form, frames: ResponseFrames) -> tuple[ResponseFrames, ConsentCount | None]:
    """The frames without those who did not agree, and how many these were; None where nobody was asked.

    Only the first question for consent outside repeats counts: what follows a later one is asked or not like any
    other question.
    """
    question = consent_of(form.items)
    if question is None:
        return frames, None
    asked = frames.absence[question] != "not_asked"
    refused = asked & (frames.main[question].astype("object") != AGREED)
    count = ConsentCount(question=question, refused=int(refused.sum()))
    if not count.refused:
        return frames, count
    gone = frozenset(map(str, refused.index[refused]))
    return ResponseFrames(
        main=frames.main[~refused],
        repeats={name: _without(frame, gone) for name, frame in frames.repeats.items()},
        absence=frames.absence[~refused],
        repeat_absence={name: _without(frame, gone) for name, frame in frames.repeat_absence.items()},
        strata=frames.strata[~refused],
    ), count


def _without(frame: pd.DataFrame, gone: frozenset[str]) -> pd.DataFrame:
    return frame[~frame["response_id"].isin(gone)].reset_index(drop=True)
