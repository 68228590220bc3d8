"""The blueprint of peer reviews, and who sees what of one.

Who plans reviews, and the scrutineer, sees all of every review. Everybody else sees the reviews in which they have a
seat: a reviewer until the handover, the reviewed area its plan until the findings are with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g
from flask_login import current_user

from survey_app.accounts.permissions import can
from survey_app.case_audits.models import (
    CONFIDENCES,
    FINDING_KINDS,
    FINDING_STATES,
    REVIEW_STATES,
    SIDES,
    SOURCE_KINDS,
    PeerFinding,
    PeerReview,
    PeerSeat,
)
from survey_app.case_audits.peer_reviews.findings import find_finding, in_order
from survey_app.case_audits.peer_reviews.reviews import find_review
from survey_app.case_audits.peer_reviews.seats import may_declare, reviews, seat_of, speaks_for_area
from survey_app.database import db

blueprint = Blueprint(
    "peer_reviews", __name__, url_prefix="/p/<partnership>/peer-reviews", template_folder="../templates"
)
WITH_AREA = ("accuracy", "handed_over")


@blueprint.context_processor
def words() -> dict[str, object]:
    """The names of states and kinds, for every template."""
    return {
        "REVIEW_STATES": REVIEW_STATES, "FINDING_KINDS": FINDING_KINDS, "FINDING_STATES": FINDING_STATES,
        "SOURCE_KINDS": SOURCE_KINDS, "CONFIDENCES": CONFIDENCES, "SIDES": SIDES,
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A review as the signed-in person may see it."""

    review: PeerReview
    seat: PeerSeat | None
    is_team: bool  # writes findings and interviews, after declaring
    declares: bool  # has a reviewer's seat
    is_area: bool
    sees_all: bool  # plans reviews, or reads everything

    @property
    def findings(self) -> list[PeerFinding]:
        """The findings that one may see: the area those that are with it, and confirmed."""
        if self.is_team or self.sees_all:
            return in_order(self.review, ("draft", "confirmed", "dropped"))
        return in_order(self.review, ("confirmed",)) if self.is_area and self.review.state in WITH_AREA else []


def review_or_404(slug: str) -> Seen:
    """A review that one may see; any other does not exist."""
    review = find_review(db.session(), g.partnership.id, slug) or abort(404)
    seen = Seen(
        review=review, seat=seat_of(review, current_user.id), is_team=reviews(review, current_user.id),
        declares=may_declare(review, current_user.id), is_area=speaks_for_area(review, current_user.id),
        sees_all=can("peer_reviews.manage") or can("peer_reviews.read"),
    )  # fmt: skip
    return seen if seen.sees_all or seen.declares or seen.is_area else abort(404)


def team_or_403(slug: str) -> Seen:
    """A review of whose team one is."""
    seen = review_or_404(slug)
    return seen if seen.is_team else abort(403)


def finding_or_404(seen: Seen, number: int) -> PeerFinding:
    """A finding that one may see."""
    finding = find_finding(db.session(), seen.review, number)
    return finding if finding is not None and finding in seen.findings else abort(404)
