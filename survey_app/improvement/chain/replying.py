"""What the owner agency says to a recommendation: accepted, in part, or not, and because."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.chain.recommending import refuse_ended, refuse_open_actions
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.words import check_words
from survey_app.improvement.changing import change, lock_as_seen
from survey_app.improvement.models import REPLIES, Recommendation


def reply(
    session: Session, recommendation: Recommendation, answer: str, because: str, by_id: int | None,
    *, seen: int | None = None, checked: bool = False,
) -> None:  # fmt: skip
    """Keep the reply of a recommendation's owner; one that is not accepted leaves the open ones.

    Parameters
    ----------
    answer
        ``accepted``, ``partly`` or ``not_accepted``; the latter two need a reason.
    seen
        The revision that the page showed; None for a caller who showed none.

    Raises
    ------
    ChainRefused
        Where the recommendation is no longer open, a reason is missing, or one that is to be refused has open actions.
    """
    lock_as_seen(session, recommendation, seen)
    refuse_ended(recommendation)
    if answer not in REPLIES or not answer:
        raise ChainRefused("Choose whether the recommendation is accepted, accepted in part, or not accepted.")
    reason = because.strip()
    if answer != "accepted" and not reason:
        raise ChainRefused("Say why: what is not accepted, and what your agency does instead.")
    check_words(session, recommendation.partnership_id, [("The reason", reason)], checked=checked)
    values: dict[str, object] = {"reply": answer, "because": reason, "replied_at": now(), "replied_by_id": by_id}
    if answer == "not_accepted":
        refuse_open_actions(session, recommendation)
        values["state"] = "not_accepted"
    change(session, recommendation, values, by_id=by_id, why=reason)
