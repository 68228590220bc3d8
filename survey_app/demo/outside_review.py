"""A constructed peer review from another area, read in passage by passage, with what the demo has made of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import FindingText
from survey_app.improvement.chain.outside_reviews import (
    ReviewDetails,
    finding_from,
    import_review,
    leave_passage,
    recommendation_from,
)
from survey_app.improvement.chain.reading.documents import read_pasted
from survey_app.improvement.chain.recommending import RecommendationText
from survey_app.improvement.chain.replying import reply
from survey_app.partnership.models import Agency, Partnership

TITLE = "Peer review by a neighbouring partnership (constructed)"
DOCUMENT = """How the review was done

Two reviewers from a neighbouring partnership spent two days with partners, by video and on site. They read audits
and minutes, and spoke with leaders, front-line staff and two groups of parents.

What works well

Partners chair the front door's steering group in turn, and each of them can say what the others worry about.

Staff in schools know whom to ring, and are rung back.

What needs attention

The voice of children is collected in many places and read in few: nobody could tell us what had changed because of
it.

Practitioners in different organisations work with the same families and see each other's plans late.

Recommendations

1. Bring what children say to each meeting of the quality assurance group, with one thing that changed since the
last.

2. Let every agency that works with a family see the date and owner of each step in its plan.

3. Say once a year in public what became of these recommendations.

Thanks

The reviewers thank everybody who gave their time.
"""


def load_outside_review(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """Read the review in, and take some of its passages as a finding and as recommendations."""
    qa, day = people["qa"].id, today - timedelta(days=70)
    agencies = {one.name: one for one in session.scalars(select(Agency).order_by(Agency.name))}
    details = ReviewDetails(
        kind="peer_review", title=TITLE, reviewer="Review team of a neighbouring partnership (constructed)", dated=day
    )
    review = import_review(session, partnership.id, details, read_pasted(DOCUMENT), qa).review
    passages = {one.text.split()[0].rstrip("."): one for one in review.passages}
    found = finding_from(
        session, passages["Practitioners"],
        FindingText(
            kind="concern", text="Organisations that work with the same families see each other’s plans late "
            "(constructed).", theme="Plans", source_kind="peer_review", found_on=day,
        ),
        qa,
    )  # fmt: skip
    link_evidence(
        session, found, Evidence(kind="other", says="Minutes of the front door’s steering group (constructed)."), qa
    )
    for number, owner, priority in (("2", "Children's social care", "high"), ("1", "Schools and colleges", "medium")):
        passage = passages[number]
        words = RecommendationText(
            text=passage.text.split(". ", 1)[1], why="The reviewers found that plans, and what children say, reach "
            "few (constructed).", owner_id=agencies[owner].id, priority=priority, theme=passage.heading,
            source_kind="peer_review", source=TITLE, made_on=day,
        )  # fmt: skip
        made = recommendation_from(session, passage, words, [found] if number == "2" else [], qa)
        if number == "2":
            reply(session, made, "partly", "Closed cases are left out: their plans are archived (constructed).",
                  people["social-care-lead"].id)  # fmt: skip
    leave_passage(session, passages["The"], left=True)
