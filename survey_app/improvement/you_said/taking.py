"""A reply of the Strategic Group goes into the improvement chain: what was heard, what is recommended, an action.

One reply gives one recommendation, however often it is taken and however often it is worded anew. The agency that owns
it replies in the chain itself: that the group accepted what practitioners said is not yet the agency's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.forums.models import HubTheme
from survey_app.forums.replies.answering import published, replies_of
from survey_app.forums.replies.editions import editions_of
from survey_app.forums.replies.in_chain import ORIGIN, origin_of, recommendation_of
from survey_app.forums.replies.models import ThemeReply
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.themes import lock_theme
from survey_app.improvement.actions.planning import ActionPlan, add_action
from survey_app.improvement.chain.evidence import Evidence, link_evidence
from survey_app.improvement.chain.findings import LONGEST_THEME, FindingText, add_finding
from survey_app.improvement.chain.recommending import LONGEST_SOURCE, RecommendationText, add_recommendation
from survey_app.improvement.models import Finding, Recommendation
from survey_app.partnership.models import Footprint

SOURCE_KIND = "learning_hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What the reply does not say, and the chain has to know: agency, role and a day that is still to come."""

    agency: bool
    owner: bool
    due_by: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What somebody adds as the reply is taken; only what is missing counts, and the measure of success."""

    success_measure: str
    agency_id: int | None = None
    owner: str = ""
    due_by: date | None = None


def takeable(session: Session, theme: HubTheme) -> ThemeReply | None:
    """The approved reply of a theme that can go into the chain; None where it is there, or nothing is to be done."""
    reply = published(session, theme)
    if reply is None or reply.decision == "not_accepted":
        return None
    taken = recommendation_of(session, theme.cycle.partnership_id, replies_of(session, theme))
    return reply if taken is None else None


def missing_of(session: Session, reply: ThemeReply, today: date) -> Missing:
    """What has to be asked before a reply can go into the chain."""
    return Missing(
        agency=_agency_of(session, reply) is None, owner=not reply.owner,
        due_by=reply.due_on is None or reply.due_on < today,
    )  # fmt: skip


def take_reply(session: Session, theme: HubTheme, taking: Taking, *, by_id: int, today: date) -> Recommendation:
    """Take the approved reply of a theme into the chain with its first action, or find it there.

    Raises
    ------
    RepliesRefused
        No reply is approved, it was not accepted, or the agency, the role or the day is missing.
    ChainRefused, ActionRefused
        The chain does not take it; the message says what is in the way.
    """
    lock_theme(session, theme)
    written = replies_of(session, theme)
    before = recommendation_of(session, theme.cycle.partnership_id, written)
    if before is not None:
        return before
    reply = takeable(session, theme)
    if reply is None:
        raise RepliesRefused("Only an approved reply that was accepted, wholly or in part, goes into the chain.")
    plan = _plan(session, reply, taking, today)
    finding = _finding(session, theme, reply, by_id)
    words = RecommendationText(
        text=reply.action, why=reply.you_said, owner_id=plan.agency_id, priority="medium",
        theme=reply.title[:LONGEST_THEME], source_kind=SOURCE_KIND, source=theme.cycle.theme[:LONGEST_SOURCE],
        made_on=reply.decided_on, origin_type=ORIGIN, origin_id=origin_of(written), checked=True,
    )  # fmt: skip
    made = add_recommendation(session, theme.cycle.partnership_id, words, [finding], by_id)
    add_action(session, made, plan, by_id, today)
    session.expire(made, ["actions"])
    return made


def _plan(session: Session, reply: ThemeReply, taking: Taking, today: date) -> ActionPlan:
    missing = missing_of(session, reply, today)
    agency_id = taking.agency_id if missing.agency else reply.agency_id
    due_by = taking.due_by if missing.due_by else reply.due_on
    owner = taking.owner.strip() if missing.owner else reply.owner
    if agency_id is None:
        raise RepliesRefused("Choose the one agency that owns this: the reply names none of your area.")
    if not owner:
        raise RepliesRefused("Enter who does it there: a role, never a name.")
    if due_by is None or due_by < today:
        raise RepliesRefused("The day by which it was to be done has passed. Enter a day that is still to come.")
    return ActionPlan(
        what=reply.action, agency_id=agency_id, owner_id=None, owner=owner, due_by=due_by,
        success_measure=taking.success_measure,
    )  # fmt: skip


def _agency_of(session: Session, reply: ThemeReply) -> int | None:
    """The agency that the reply names, if it still works in the area."""
    place = (reply.theme.cycle.partnership_id, reply.agency_id)
    return reply.agency_id if reply.agency_id and session.get(Footprint, place) is not None else None


def _finding(session: Session, theme: HubTheme, reply: ThemeReply, by_id: int) -> Finding:
    """What practitioners said, borne out by the report to the Strategic Group where it holds the theme."""
    newest = next(iter(editions_of(session, theme.cycle)), None)
    words = FindingText(
        kind="concern", text=reply.you_said, theme=reply.title[:LONGEST_THEME], source_kind=SOURCE_KIND,
        found_on=reply.decided_on, checked=True,
    )  # fmt: skip
    finding = add_finding(session, theme.cycle.partnership_id, words, by_id)
    if newest is not None and any(one["id"] == theme.id for one in newest.content["themes"]):
        heard = Evidence(
            kind="theme", record_type="hub_cycle", record_id=str(theme.cycle_id), figure={"theme": theme.id},
            checked=True,
        )  # fmt: skip
        link_evidence(session, finding, heard, by_id)
    return finding
