"""A recommendation with all that hangs on it, in both directions, as the page of the chain shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.chain.recommending import is_borne_out
from survey_app.improvement.chain.shown import ShownEvidence, shown_evidence
from survey_app.improvement.models import (
    RECOMMENDATION_STATES,
    REPLIES,
    RETEST_RESULTS,
    VERDICTS,
    Finding,
    OutsideReview,
    Recommendation,
    ReviewPassage,
)
from survey_app.improvement.models.actions import IMPACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the chain in a few words; ``tone``: done, waits, or warns."""

    name: str
    says: str
    anchor: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The steps, the findings with their evidence, and where the recommendation was first written."""

    steps: Sequence[Step]
    findings: Sequence[tuple[Finding, Sequence[ShownEvidence]]]
    is_borne_out: bool
    review: OutsideReview | None
    passage: ReviewPassage | None


def chain_of(session: Session, recommendation: Recommendation, today: date) -> Chain:
    """The chain of a recommendation."""
    findings = [(one, shown_evidence(session, one)) for one in recommendation.findings]
    passage = (
        session.get(ReviewPassage, recommendation.origin_id) if recommendation.origin_type == "review_passage" else None
    )
    return Chain(
        steps=(
            _found(recommendation, sum(len(lines) for _, lines in findings)), _recommended(recommendation),
            _replied(recommendation), _done(recommendation, today), _came(recommendation), _looked(recommendation),
        ),
        findings=findings, is_borne_out=is_borne_out(recommendation), passage=passage,
        review=passage.review if passage is not None else None,
    )  # fmt: skip


def _found(one: Recommendation, evidence: int) -> Step:
    if not is_borne_out(one):
        return Step(name="Found", says="No finding yet", anchor="found", tone="warns")
    count = len(one.findings)
    says = f"{count} finding{'' if count == 1 else 's'}, {evidence} piece{'' if evidence == 1 else 's'} of evidence"
    return Step(name="Found", says=says, anchor="found", tone="done" if evidence else "warns")


def _recommended(one: Recommendation) -> Step:
    ended = "" if one.is_open else f", {RECOMMENDATION_STATES[one.state].lower()}"
    return Step(name="Recommended", says=f"to {one.owner.name}{ended}", anchor="recommended", tone="done")


def _replied(one: Recommendation) -> Step:
    tone = {"": "waits", "not_accepted": "warns"}.get(one.reply, "done")
    return Step(name="Replied", says=REPLIES[one.reply], anchor="replied", tone=tone)


def _done(one: Recommendation, today: date) -> Step:
    actions = [action for action in one.actions if action.state != "dropped"]
    late = sum(1 for action in actions if action.state == "open" and action.due_by < today)
    says = f"{len(actions)} action{'' if len(actions) == 1 else 's'}" if actions else "No action yet"
    tone = "warns" if late or not actions else "waits" if any(one.is_open for one in actions) else "done"
    return Step(name="Done about it", says=f"{says}, {late} late" if late else says, anchor="actions", tone=tone)


def _came(one: Recommendation) -> Step:
    judged = [claim for action in one.actions if (claim := action.last_judged) is not None]
    verdicts = {claim.verdict for claim in judged if claim.at_reopening == one.reopened}
    best = next((verdict for verdict in reversed(VERDICTS) if verdict in verdicts), None)
    if best is None:
        return Step(name="Came of it", says="Not judged yet", anchor="actions", tone="waits")
    return Step(
        name="Came of it", says=VERDICTS[best], anchor="actions", tone="done" if best in IMPACT else "warns"
    )  # fmt: skip


def _looked(one: Recommendation) -> Step:
    retests = [retest for retest in one.retests if not retest.cancelled_why]
    results = [retest.result for retest in retests if retest.result]
    if not retests:
        return Step(name="Looked at again", says="No re-test set", anchor="retests", tone="waits")
    if not results:
        return Step(name="Looked at again", says="Waits", anchor="retests", tone="waits")
    says = RETEST_RESULTS[results[-1]]
    if not retests[-1].result:
        return Step(name="Looked at again", says=f"{says}; looked at once more", anchor="retests", tone="waits")
    tone = "done" if results[-1] == "confirmed" else "warns"
    return Step(name="Looked at again", says=says, anchor="retests", tone=tone)
