"""A re-test is set on a recommendation, called off with a reason, and its result is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.actions.closing import open_again, settle
from survey_app.improvement.actions.people import owners_ever
from survey_app.improvement.actions.refusals import ActionRefused, NotYours, checked
from survey_app.improvement.changing import change, lock_as_seen, note
from survey_app.improvement.models import RETEST_RESULTS, RETEST_WAYS, Recommendation, ReTest
from survey_app.improvement.models.retests import FOLLOWED
from survey_app.partnership.services import agencies_in_area

FURTHEST = timedelta(days=5 * 366)
OWN = "You own an action of this recommendation, or did, so somebody else judges its re-test."
SAID_BEFORE = r"\b(?:grad|judg|rat|found|was|were|is|are)\w*\b[^.]{0,40}?\b%s\b"  # a word before a grade's name

FIGURE = r"\d[\d.,]*\s*(?:%|per\s?cent\b|(?:out\s)?of\s\d+)"  # 40%, 40 per cent, 8 of 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReTestPlan:
    """What is looked at again: ``subject`` is a standard or question of the form ``form_id``, by name.

    ``agency_id`` is given where one agency alone is looked at; ``before`` is the figure that the result is set against,
    as :mod:`survey_app.improvement.retests.figures` makes it.
    """

    way: str
    asks: str
    subject: str
    form_id: str
    agency_id: int | None
    not_before: date
    before: Mapping[str, Any] = field(default_factory=dict)
    grades: tuple[str, ...] = ()  # what the grades of the subject are called: none of them may be told to whoever looks


def set_retest(session: Session, recommendation: Recommendation, plan: ReTestPlan, by_id: int, today: date) -> ReTest:
    """Set a re-test on a recommendation that is open or closed. It waits until a record that fits is planned.

    Raises
    ------
    ActionRefused
        Where one waits already, the recommendation was withdrawn, or the plan lacks something.
    """
    lock_as_seen(session, recommendation, None)
    if recommendation.state not in FOLLOWED:
        raise ActionRefused(
            f"{recommendation.reference} is ended without having been followed: there is nothing to test."
        )
    if any(not one.result and not one.cancelled_why for one in recommendation.retests):
        raise ActionRefused("A re-test is under way already. Call it off first, or wait for its result.")
    _check(session, recommendation, plan, today)
    asks = checked(plan.asks, "What to look at", field="asks", missing="Say what is looked at again.")
    last = session.scalar(select(func.max(ReTest.number)).where(ReTest.recommendation_id == recommendation.id)) or 0
    made = ReTest(
        recommendation=recommendation, number=last + 1, way=plan.way, asks=asks, subject=plan.subject,
        form_id=plan.form_id, agency_id=plan.agency_id, not_before=plan.not_before, before=dict(plan.before),
        set_by_id=by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, made, "set", RETEST_WAYS[plan.way], by_id=by_id, why=asks)
    settle(session, recommendation, by_id=by_id)
    session.expire(recommendation, ["retests"])
    return made


def cancel_retest(session: Session, retest: ReTest, why: str, by_id: int) -> None:
    """Call a re-test off before its result is in. One whose result is known is judged, not called off."""
    lock_as_seen(session, retest.recommendation, None)
    session.refresh(retest)
    if retest.cancelled_why:
        raise ActionRefused("This re-test was called off already.")
    if retest.found_at is not None:
        raise ActionRefused("Its result is in, so it can no longer be called off. Judge what it says.")
    reason = checked(why, "The reason", field="why", missing="Say why it is called off.")
    change(
        session, retest, {"cancelled_why": reason, "record_type": "", "record_id": "", "placed_at": None}, by_id=by_id
    )
    settle(session, retest.recommendation, by_id=by_id)


def judge_retest(session: Session, retest: ReTest, result: str, reason: str, by_id: int) -> None:
    """Say whether the result confirms the impact. One that does not opens a closed or waiting recommendation again.

    Nobody judges the re-test of what they did themselves.
    """
    recommendation = retest.recommendation
    lock_as_seen(session, recommendation, None)
    session.refresh(retest)
    if retest.found_at is None or retest.cancelled_why:
        raise ActionRefused("This re-test has no result to judge.")
    if retest.result:
        raise ActionRefused(f"Somebody has judged this meanwhile: {RETEST_RESULTS[retest.result].lower()}.")
    if recommendation.state not in FOLLOWED:
        raise ActionRefused(f"{recommendation.reference} is ended without having been followed. Open it again first.")
    if any(by_id in owners_ever(session, action) for action in recommendation.actions):
        raise NotYours(OWN)
    if result not in RETEST_RESULTS:
        raise ActionRefused("Choose what the result says.", "result")
    if result != "unclear" and retest.found.get("why_not"):
        raise ActionRefused(
            "The result could not be told, so it neither confirms nor denies anything: it is not clear.", "result"
        )
    words = checked(reason, "The reason", field="reason", missing="Say what in the result leads you to this.")
    values = {"result": result, "reason": words, "judged_at": now(), "judged_by_id": by_id}
    change(session, retest, values | {"at_reopening": recommendation.reopened}, by_id=by_id, why=words)
    if result == "not_confirmed" and recommendation.state in ("closed", "retest"):
        open_again(session, recommendation, words, by_id=by_id)
    else:
        settle(session, recommendation, by_id=by_id)


def _check(session: Session, recommendation: Recommendation, plan: ReTestPlan, today: date) -> None:
    if plan.way not in RETEST_WAYS:
        raise ActionRefused("Choose where it is looked at again.", "way")
    if plan.agency_id is not None and plan.way != "walkabout":
        raise ActionRefused(
            "Audits and surveys tell figures of all agencies together. Choose no single one.", "agency_id"
        )
    if told := [one for one in plan.grades if re.search(SAID_BEFORE % re.escape(one), plan.asks, re.IGNORECASE)]:
        raise ActionRefused(
            f"“{told[0]}” tells what was graded before. Whoever looks again must not know it: leave it out.", "asks"
        )
    if found := re.search(FIGURE, plan.asks, re.IGNORECASE):
        raise ActionRefused(
            f"“{found[0]}” is a figure. Whoever looks again must not know what was found before: leave it out.", "asks"
        )
    if not plan.subject or not plan.form_id:
        raise ActionRefused("Choose the standard or question that is looked at again.", "subject")
    if not today - FURTHEST <= plan.not_before <= today + FURTHEST:
        raise ActionRefused("Choose a day within five years.", "not_before")
    ours = {one.id for one in session.scalars(agencies_in_area(recommendation.partnership_id))}
    if plan.agency_id is not None and plan.agency_id not in ours:
        raise ActionRefused("Choose an agency that works in this partnership’s area, or all of them.", "agency_id")
