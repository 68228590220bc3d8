from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.rounds.models import Round
from survey_app.rounds.policies import decision_for_none, default_decision, policy_of
from survey_app.rounds.services import (
    RoundPlan,
    RoundRefused,
    close_round,
    create_round,
    find_round,
    find_round_anywhere,
    open_round,
    published_versions,
    rounds_of,
    update_round,
)
from tests.survey_app.factories import make_invitation, make_partnership, make_round, publish

TODAY = date(2026, 11, 2)


def make_plan(session: Session, partnership: Partnership, **values: object) -> RoundPlan:
    policy = session.scalars(
        select(DisclosureDecision).where(DisclosureDecision.partnership_id == partnership.id)
    ).first()
    assert policy is not None
    version = published_versions(session, partnership.id) or [publish(session, partnership)]
    plan = RoundPlan(
        title="Forum evaluation", version_id=version[0].id, access="open", anonymous=True, population_size=225,
        population_known=True, population_note="All who attended", policy_id=policy.id, breakdowns=("forum",),
    )  # fmt: skip
    return replace(plan, **values)  # type: ignore[arg-type]


def test_rounds_of_the_same_title_get_addresses_of_their_own(session: Session) -> None:
    partnership = make_partnership(session)
    plan = make_plan(session, partnership)
    slugs = [create_round(session, partnership.id, plan).slug for _ in range(3)]
    assert slugs == ["forum-evaluation", "forum-evaluation-2", "forum-evaluation-3"]


def test_a_partnership_finds_only_its_own_rounds(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = create_round(session, partnership.id, make_plan(session, partnership))
    assert rounds_of(session, partnership.id) == [round_]
    assert find_round(session, partnership.id, "elsewhere-round") is None


def test_the_plan_changes_until_the_round_opens_and_never_after(session: Session) -> None:
    partnership = make_partnership(session)
    plan = make_plan(session, partnership)
    round_ = create_round(session, partnership.id, plan)
    update_round(session, round_, replace(plan, title="Renamed", breakdowns=("agency",)))
    assert (round_.title, round_.slug, round_.breakdowns) == ("Renamed", "forum-evaluation", ["agency"])
    open_round(session, round_, today=TODAY)
    with pytest.raises(RoundRefused, match="can no longer change"):
        update_round(session, round_, plan)
    assert round_.breakdowns == ["agency"]


def test_opening_sets_the_first_day_and_happens_once(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = create_round(session, partnership.id, make_plan(session, partnership))
    open_round(session, round_, today=TODAY)
    assert (round_.state, round_.opens_on) == ("open", TODAY)
    with pytest.raises(RoundRefused, match="already open"):
        open_round(session, round_, today=TODAY)


def test_a_round_whose_last_day_has_passed_is_not_opened(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = create_round(session, partnership.id, make_plan(session, partnership, closes_on=date(2026, 11, 1)))
    with pytest.raises(RoundRefused, match="closing date, 1 November 2026, has passed"):
        open_round(session, round_, today=TODAY)


def test_a_round_with_personal_links_opens_only_when_somebody_is_invited(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = create_round(session, partnership.id, make_plan(session, partnership, access="token"))
    with pytest.raises(RoundRefused, match="nobody is invited yet"):
        open_round(session, round_, today=TODAY)
    make_invitation(session, round_)
    open_round(session, round_, today=TODAY)
    assert round_.state == "open"


def test_more_invitations_than_the_population_are_refused(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = create_round(session, partnership.id, make_plan(session, partnership, access="token", population_size=1))
    make_invitation(session, round_)
    make_invitation(session, round_)
    with pytest.raises(RoundRefused, match="2 are invited, but the population is given as 1"):
        open_round(session, round_, today=TODAY)


def test_only_an_open_round_closes_and_its_last_day_is_then_past(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, closes_on=date(2027, 1, 1))
    close_round(session, round_, today=TODAY)
    assert (round_.state, round_.closes_on) == ("closed", TODAY)
    with pytest.raises(RoundRefused, match="it is closed"):
        close_round(session, round_, today=TODAY)


def test_the_command_line_finds_a_round_by_its_slug_alone_unless_two_partnerships_have_it(session: Session) -> None:
    first, second = make_partnership(session, slug="first"), make_partnership(session, slug="second")
    version = publish(session, first)
    only = make_round(session, first, version, slug="only-here")
    make_round(session, first, version, slug="both")
    wanted = make_round(session, second, slug="both")
    assert find_round_anywhere(session, "only-here") is only
    assert find_round_anywhere(session, "both", partnership_slug="second") is wanted
    with pytest.raises(RoundRefused, match="Several partnerships have a round called “both”: first, second"):
        find_round_anywhere(session, "both")
    with pytest.raises(RoundRefused, match="There is no round called “nowhere”"):
        find_round_anywhere(session, "nowhere")


def test_the_default_policy_is_recorded_once_and_each_decision_to_hide_nothing_anew(session: Session) -> None:
    partnership = Partnership(slug="fresh", name="Fresh Partnership")
    session.add(partnership)
    session.flush()
    first = default_decision(session, partnership.id, decided_by="Test Person", today=TODAY)
    assert default_decision(session, partnership.id, decided_by="Someone Else", today=TODAY) is first
    assert policy_of(first).threshold == 4
    bare = decision_for_none(session, partnership.id, decided_by="Test Person", reason="Published", today=TODAY)
    again = decision_for_none(session, partnership.id, decided_by="Test Person", reason="Published", today=TODAY)
    assert bare.id != again.id
    assert (policy_of(bare).threshold, policy_of(bare).reason) == (0, "Published")


def test_the_database_itself_refuses_an_anonymous_round_for_named_people(session: Session) -> None:
    from sqlalchemy.exc import IntegrityError

    partnership = make_partnership(session)
    version = publish(session, partnership)
    with pytest.raises(IntegrityError):
        make_round(session, partnership, version, access="named", anonymous=True)
    session.rollback()
    assert session.scalars(select(Round).where(Round.anonymous)).all() == []
