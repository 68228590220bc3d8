"""What goes further is cleared by a second person and of a group that is large enough; nothing else does."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.database import now
from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families import clearing, consent, groups, saying
from survey_app.forums.families.heard_source import FamiliesHeard
from survey_app.forums.families.step import read_families
from survey_app.forums.hub.heard import Heard
from survey_app.forums.hub.steps import Stand
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.models.families import FocusGroup, FocusGroupPoint
from survey_app.partnership.models import Partnership
from survey_app.results.voices.wording import QuoteRefused
from tests.survey_app.factories import make_policy, make_user
from tests.survey_app.forums.families.focus_factories import agree, clear, hold, make_group, say
from tests.survey_app.forums.hub_factories import make_hub_cycle


def heard(session: Session, cycle: HubCycle) -> list[Heard]:
    return FamiliesHeard().read(session, cycle)


def test_only_what_is_cleared_is_heard(session: Session, cycle: HubCycle, group: FocusGroup, planner: User) -> None:
    point = say(session, group, "Nobody told us why", [1, 2], quote="Why are you here?")
    say(session, group, "It takes too long", [3])
    assert heard(session, cycle) == []
    clear(session, point, by_id=planner.id)
    (one,) = heard(session, cycle)
    assert (one.key, one.text, one.quote, one.tone) == (
        point.id, "Nobody told us why", "Why are you here?", "concern",
    )  # fmt: skip
    assert one.where == "Focus group, Young carers"
    clearing.send_back(session, point, by_id=planner.id, reason="One could know who it was")
    assert heard(session, cycle) == []


def test_whoever_wrote_it_cannot_clear_it(session: Session, partnership: Partnership, cycle: HubCycle) -> None:
    both = make_user(session, partnership, roles=("youth_worker", "qa_group"))
    point = say(session, hold(session, make_group(session, cycle, both.id)), "A point", [1])
    with pytest.raises(HubRefused, match="somebody else has to decide"):
        clear(session, point, by_id=both.id)
    with pytest.raises(HubRefused, match="somebody else has to decide"):
        clearing.send_back(session, point, by_id=both.id, reason="Not good")
    with pytest.raises(IntegrityError):
        session.execute(update(FocusGroupPoint).values(state="cleared", decided_by_id=both.id))
    session.rollback()


def test_what_was_not_handed_in_cannot_be_cleared(session: Session, group: FocusGroup, planner: User) -> None:
    point = say(session, group, "Not yet", [1], hand_in=False)
    with pytest.raises(HubRefused, match="does not wait"):
        clear(session, point, by_id=planner.id)
    assert clearing.find_point_of(session, group.cycle.partnership_id, point.id) is None


@pytest.mark.parametrize("agreed", [4, 5])
def test_a_small_group_shows_nothing(
    session: Session, cycle: HubCycle, worker: User, planner: User, agreed: int
) -> None:
    small = hold(session, make_group(session, cycle, worker.id), people=8, notes=agreed)
    point = say(session, small, "A point", [1], quote="Words")
    if agreed >= 5:
        clear(session, point, by_id=planner.id)
        assert len(heard(session, cycle)) == 1
        return
    with pytest.raises(HubRefused, match="Fewer than 5"):
        clear(session, point, by_id=planner.id)
    session.execute(update(FocusGroupPoint).values(state="cleared", decided_by_id=planner.id))
    session.expire_all()
    assert heard(session, cycle) == [], "even if it had been cleared"
    assert "0 points cleared, 0 waiting" in read_families(session, cycle, now()).says


def test_a_group_that_becomes_small_shows_nothing_any_more(
    session: Session, cycle: HubCycle, worker: User, planner: User
) -> None:
    group = hold(session, make_group(session, cycle, worker.id), people=5)
    clear(session, say(session, group, "A point", [1]), by_id=planner.id)
    assert len(heard(session, cycle)) == 1
    consent.withdraw(session, group, 2)
    assert heard(session, cycle) == []


def test_the_partnerships_policy_sets_the_minimum(
    session: Session, partnership: Partnership, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    clear(session, say(session, group, "A point", [1]), by_id=planner.id)
    assert len(heard(session, cycle)) == 1
    make_policy(session, partnership, policy="ten").threshold = 10
    session.flush()
    assert groups.smallest_group(session, partnership.id) == 10
    assert heard(session, cycle) == []


def test_hiding_nothing_elsewhere_does_not_lower_the_minimum(session: Session, partnership: Partnership) -> None:
    make_policy(session, partnership, policy="none")
    assert groups.smallest_group(session, partnership.id) == 5


def test_a_quote_needs_as_many_who_agreed_to_be_quoted(
    session: Session, cycle: HubCycle, worker: User, planner: User
) -> None:
    group = hold(session, make_group(session, cycle, worker.id), people=6, quotes=4)
    clear(session, say(session, group, "A point", [1], quote="Words"), by_id=planner.id)
    (one,) = heard(session, cycle)
    assert (one.text, one.quote) == ("A point", "")


def test_marked_words_are_checked_first(session: Session, group: FocusGroup, planner: User) -> None:
    point = say(session, group, "What K.L. said about school", [1])
    with pytest.raises(QuoteRefused):
        clear(session, point, by_id=planner.id, checked=False)
    clear(session, point, by_id=planner.id, checked=True)


def test_a_name_in_the_name_of_the_group_is_checked_first(
    session: Session, cycle: HubCycle, worker: User, planner: User
) -> None:
    named = hold(session, make_group(session, cycle, worker.id, title="Carers with A. B. Example"))
    point = say(session, named, "It takes too long", [1])
    with pytest.raises(QuoteRefused):
        clear(session, point, by_id=planner.id, checked=False)
    clear(session, point, by_id=planner.id, checked=True)


def test_nobody_can_clear_a_telephone_number(session: Session, group: FocusGroup, planner: User) -> None:
    with pytest.raises(HubRefused, match="phone"):
        say(session, group, "They rang 01632 960123 again and again", [1])
    point = next(iter(group.points))
    point.state = "waiting"
    with pytest.raises(QuoteRefused, match="phone"):
        clear(session, point, by_id=planner.id)


def test_a_changed_point_is_cleared_anew(session: Session, cycle: HubCycle, group: FocusGroup, planner: User) -> None:
    point = say(session, group, "A point", [1])
    clear(session, point, by_id=planner.id)
    saying.change_point(session, group, point, saying.Said(text="Another point", said_by=[1]))
    assert heard(session, cycle) == []
    assert (point.state, point.decided_by_id) == ("draft", None)


def test_another_name_of_the_group_is_cleared_anew(
    session: Session, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    point = say(session, group, "A point", [1])
    clear(session, point, by_id=planner.id)
    plan = groups.GroupPlan(
        title="Young carers of Ann Example", who="children", ages=group.ages, planned_for=group.planned_for
    )
    groups.change_group(session, group, plan)
    assert heard(session, cycle) == []
    assert point.state == "waiting"


def test_nothing_is_handed_in_before_it_is_said_whether_anybody_is_unsafe(session: Session, group: FocusGroup) -> None:
    say(session, group, "A point", [1], hand_in=False)
    with pytest.raises(HubRefused, match="unsafe"):
        saying.hand_in(session, group, told_how="")


def test_points_are_sorted_under_a_theme_of_their_own_cycle(
    session: Session, partnership: Partnership, cycle: HubCycle, group: FocusGroup, planner: User
) -> None:
    point, source = say(session, group, "A point", [1]), FamiliesHeard()
    clear(session, point, by_id=planner.id)
    theme = HubTheme(cycle_id=cycle.id, position=1, title="Being told")
    other = HubTheme(cycle_id=make_hub_cycle(session, partnership).id, position=1, title="Elsewhere")
    session.add_all([theme, other])
    session.flush()
    source.sort(session, cycle, [point.id, "no such point"], theme)
    assert [one.theme_id for one in heard(session, cycle)] == [theme.id]
    with pytest.raises(ValueError, match="another cycle"):
        source.sort(session, cycle, [point.id], other)
    source.sort(session, cycle, [point.id], None)
    assert [one.theme_id for one in heard(session, cycle)] == [None]


def test_the_step_counts_groups_and_points(session: Session, cycle: HubCycle, worker: User, planner: User) -> None:
    assert read_families(session, cycle, now()).stand is Stand.AHEAD
    planned = make_group(session, cycle, worker.id)
    held = hold(session, make_group(session, cycle, worker.id))
    point = say(session, held, "A point", [1])
    step = read_families(session, cycle, now())
    assert step.says == "1 focus group held, 1 planned. 0 points cleared, 1 waiting."
    assert (step.stand, step.endpoint) == (Stand.NOW, "families.clearing")
    clear(session, point, by_id=planner.id)
    groups.remove_plan(session, planned)
    assert read_families(session, cycle, now()).stand is Stand.DONE


def test_the_least_agreed_is_what_counts_not_who_came(session: Session, cycle: HubCycle, group: FocusGroup) -> None:
    agree(session, group, notes=(1, 2), quotes=())
    size = clearing.sized(session, cycle.partnership_id, group)
    assert (size.points, size.quotes) == (False, False)
