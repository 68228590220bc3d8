"""One constructed recommendation that rests on a released figure, and was looked at again without a clear result.

The second figure is better, and their intervals overlap. So it is judged as not clear, and looked at again next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence
from survey_app.improvement.actions.impact import claim_impact, judge_impact
from survey_app.improvement.actions.planning import ActionPlan, add_action
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import FindingText, add_finding
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.chain.sources.rounds import FAVOURABLE, FIGURES
from survey_app.improvement.changing import change
from survey_app.improvement.models import Recommendation
from survey_app.improvement.retests.figures import survey_figure
from survey_app.improvement.retests.placing import ROUND, place_retests
from survey_app.improvement.retests.results import collect_results
from survey_app.improvement.retests.setting import ReTestPlan, judge_retest, set_retest
from survey_app.partnership.models import Partnership
from survey_app.partnership.services import agencies_of
from survey_app.results.releases import released_report
from survey_app.rounds.models import Round

FORM, QUESTION = "learning-hub-evaluation", "confidence_now"
OWNER = "Schools and colleges"
ASKS = "Do people leave the forum sure of what to do? (constructed)"


def load_retested(session: Session, partnership: Partnership, people: Mapping[str, User], *, today: date) -> None:
    """A finding on a figure of an evaluation, what was done about it, and the next evaluation beside it."""
    first, second = _evaluations(session, partnership)
    for round_ in (first, second):
        released_report(session, round_, at=now())
    recommendation = _recommend(session, partnership, people, first)
    _act(session, recommendation, people, second)
    began = second.opens_on or today
    plan = ReTestPlan(
        way="survey", asks=ASKS, subject=QUESTION, form_id=FORM, agency_id=None, not_before=began,
        before=survey_figure(session, first, QUESTION),
    )  # fmt: skip
    retest = set_retest(session, recommendation, plan, people["qa"].id, began)
    change(session, retest, {"record_type": ROUND, "record_id": str(second.id), "placed_at": now()}, by_id=None)
    collect_results(session, today, partnership.id)
    judge_retest(
        session, retest, "unclear",
        "More are sure than before, and the two intervals overlap: it may be chance (constructed).",
        people["second-qa"].id,
    )  # fmt: skip
    again = ReTestPlan(
        way="survey", asks=ASKS, subject=QUESTION, form_id=FORM, agency_id=None, not_before=today,
        before=survey_figure(session, second, QUESTION),
    )  # fmt: skip
    set_retest(session, recommendation, again, people["qa"].id, today)
    place_retests(session, today, partnership.id)


def _evaluations(session: Session, partnership: Partnership) -> tuple[Round, Round]:
    """The two constructed evaluations of years before, the earlier one first."""
    rounds = session.scalars(
        select(Round)
        .where(Round.partnership_id == partnership.id, Round.state == "closed")
        .where(Round.title.contains("of the year before") | Round.title.contains("two years before"))
        .order_by(Round.opens_on)
    )  # fmt: skip
    first, second = (one for one in rounds if one.version.instrument.form_id == FORM)
    return first, second


def _recommend(session: Session, partnership: Partnership, people: Mapping[str, User], first: Round) -> Recommendation:
    told = (first.closes_on or first.created_at.date()) + timedelta(days=20)
    finding = add_finding(
        session, partnership.id,
        FindingText(
            kind="concern", theme="Learning Hub", source_kind="learning_hub", found_on=told, checked=True,
            text="More than half of those who came to the forum left it unsure what to do (constructed).",
        ),
        people["qa"].id,
    )  # fmt: skip
    offers = FIGURES.offers(session, partnership.id, str(first.id))
    sure = next(one for one in offers if one.place["question"] == QUESTION and one.place["row"] == FAVOURABLE)
    link_evidence(
        session, finding,
        Evidence(kind=FIGURES.kind, record_type=FIGURES.record_type, record_id=str(first.id), figure=sure.place),
        people["qa"].id,
    )  # fmt: skip
    owner = next(one for one in agencies_of(session, partnership.id) if one.name == OWNER)
    words = RecommendationText(
        text="End each forum with an exercise: what does each of us do on Monday? (constructed)",
        why="Who leaves unsure goes on as before, and children wait longer for help.", owner_id=owner.id,
        priority="medium", theme="Learning Hub", source_kind="learning_hub",
        source="Evaluation of the forum on neglect (constructed)", made_on=told + timedelta(days=10), checked=True,
    )  # fmt: skip
    made = add_recommendation(session, partnership.id, words, [finding], people["qa"].id)
    reply(session, made, "accepted", "", people["qa"].id, checked=True)
    return made


def _act(session: Session, recommendation: Recommendation, people: Mapping[str, User], second: Round) -> None:
    owner, due = people["action-owner"].id, (second.opens_on or recommendation.made_on) - timedelta(days=30)
    plan = ActionPlan(
        what="Write an exercise of twenty minutes for the end of each forum (constructed).",
        agency_id=recommendation.owner_id, owner_id=owner, owner="", due_by=due,
        success_measure="In the next evaluation, six of ten leave sure of what to do (constructed).",
    )  # fmt: skip
    action = add_action(session, recommendation, plan, people["qa"].id, recommendation.made_on + timedelta(days=14))
    shown = NewEvidence(
        shows="The exercise, and who took part (constructed)", dated=due,
        link="https://example.org/constructed-exercise",
    )  # fmt: skip
    add_evidence(session, action, shown, owner, due)
    claim_impact(
        session, action, "People try what they will do before they leave (constructed).",
        "Facilitators of all forums say so (constructed).", owner,
    )  # fmt: skip
    judge_impact(
        session, action.claims[-1], "changed_practice", "Every forum since has ended with it (constructed).",
        people["second-qa"].id, due + timedelta(days=6),
    )  # fmt: skip
