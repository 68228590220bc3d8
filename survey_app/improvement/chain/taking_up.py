"""Taking up what others have recommended: each record gives one recommendation, however often it is taken up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.actions.planning import add_action
from survey_app.improvement.actions.refusals import ActionRefused
from survey_app.improvement.chain.carrying import Wanted
from survey_app.improvement.chain.evidence import link_evidence
from survey_app.improvement.chain.findings import add_finding
from survey_app.improvement.chain.numbering import lock_numbers
from survey_app.improvement.chain.origins import Proposal, proposal_of, proposals_of
from survey_app.improvement.chain.recommending import RecommendationText, add_recommendation, taken_up
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.models import Finding, Recommendation
from survey_app.local_time import today as day_today


def waiting(session: Session, partnership_id: int) -> list[Proposal]:
    """What may be taken up and was not yet."""
    taken = {
        (kind, one)
        for kind, one in session.execute(
            select(Recommendation.origin_type, Recommendation.origin_id).where(
                Recommendation.partnership_id == partnership_id, Recommendation.origin_id.is_not(None)
            )
        )
    }
    found = proposals_of(session, partnership_id)
    return [one for one in found if (one.origin_type, one.origin_id) not in taken]


def take_up(
    session: Session, partnership_id: int, origin_type: str, origin_id: str, by_id: int | None,
    *, owner_id: int | None = None, priority: str = "medium", checked: bool = False, wanted: Wanted | None = None,
    today: date | None = None,
) -> Recommendation:  # fmt: skip
    """The recommendation that a record gives: made now with its finding and evidence, or as it was taken up before.

    With ``wanted``, the action that the record has agreed is planned in the same step; what was taken up before gets
    no second one.

    Parameters
    ----------
    origin_type, origin_id
        One of ``audit_recommendation``, ``peer_finding`` and ``section11_action``, and the record's id.
    owner_id
        The owner, where the record names no one agency; it overrides the one that is named.
    checked
        Whether a person has looked at marked words. Of audits and peer reviews somebody has, before they were told.

    Raises
    ------
    ChainRefused
        Where the record is not there for this partnership or may not be told yet, or no owner is named.
    ActionRefused
        Where the action cannot be planned so, such as for a day that has passed; then nothing is taken up.
    """
    lock_numbers(session, partnership_id)  # of two who take up the same, the second finds what the first has made
    before = taken_up(session, origin_type, origin_id)
    if before is not None and before.partnership_id == partnership_id:
        return before
    proposal = proposal_of(session, partnership_id, origin_type, origin_id)
    if proposal is None:
        raise ChainRefused("This is not there to be taken up: it is not released, or not of your partnership.")
    owner = owner_id or proposal.owner_id
    if owner is None:
        raise ChainRefused("Choose the one agency that owns the recommendation.")
    looked = checked or proposal.checked
    finding = _finding_for(session, partnership_id, proposal, by_id, checked=looked)
    words = RecommendationText(
        text=proposal.text, why=proposal.why, owner_id=owner, priority=priority, theme=proposal.theme,
        source_kind=proposal.source_kind, source=proposal.source, made_on=proposal.made_on,
        origin_type=origin_type, origin_id=origin_id, checked=looked,
    )  # fmt: skip
    made = add_recommendation(session, partnership_id, words, [finding], by_id)
    if wanted is not None:
        try:
            add_action(session, made, wanted.plan(proposal, owner), by_id, today or day_today())
        except ActionRefused as why:
            place = f"{proposal.action.reference}, {proposal.source}" if proposal.action else proposal.source
            raise ActionRefused(f"{place}: {why.message}", why.field) from why
    return made


def _finding_for(
    session: Session, partnership_id: int, proposal: Proposal, by_id: int | None, *, checked: bool
) -> Finding:
    finding = add_finding(session, partnership_id, replace(proposal.finding, checked=checked), by_id)
    link_evidence(session, finding, proposal.evidence, by_id)
    return finding


def take_up_all(
    session: Session,
    partnership_id: int,
    chosen: Sequence[tuple[str, str]],
    by_id: int | None,
    *,
    checked: bool = False,
    wanted: Mapping[str, Wanted] | None = None,
) -> tuple[list[Recommendation], list[str]]:
    """Take up several, and say of those that cannot be what is in the way; what can be is made all the same.

    ``wanted`` are the actions to be planned in the same step, by the id of the record.
    """
    made, refused = [], []
    for origin_type, origin_id in chosen:
        try:
            with session.begin_nested():
                action = (wanted or {}).get(origin_id)
                made.append(
                    take_up(session, partnership_id, origin_type, origin_id, by_id, checked=checked, wanted=action)
                )
        except (ChainRefused, ActionRefused) as why:
            refused.append(why.message)
    return made, refused
