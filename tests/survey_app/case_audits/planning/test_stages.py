"""Which act is possible at which stage; what each stage needs first; and that none is gone back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit, CaseVoice
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.asking import ask_agency, extend, mark_not_involved
from survey_app.case_audits.planning.audits import (
    AuditRefused,
    begin_fieldwork,
    cancel_audit,
    change_audit,
    create_audit,
    finish_audit,
    open_moderation,
)
from survey_app.case_audits.planning.stages import opening_of
from survey_app.case_audits.planning.standing import standings_of
from survey_app.database import now
from tests.survey_app.case_audits.audit_factories import make_case, make_returned
from tests.survey_app.case_audits.planning.planned import Planned, a_plan, bring_to, make_planned, sign_all
from tests.survey_app.factories import make_agency, make_partnership, make_round

Act = Callable[[Session, Planned], object]


def _change(session: Session, found: Planned) -> None:
    change_audit(session, found.audit, a_plan(title="Another title"))


def _ask(session: Session, found: Planned) -> None:
    ask_agency(session, found.cases[0], make_agency(session, found.partnership).id)


def _not_involved(session: Session, found: Planned) -> None:
    mark_not_involved(session, found.asked[1], "Never knew the family.", by=found.qa.id)


def _more_time(session: Session, found: Planned) -> None:
    extend(session, found.asked[1], today() + timedelta(days=60), "Leave.", today=today())


def _begin(session: Session, found: Planned) -> None:
    begin_fieldwork(session, found.audit, by=found.qa.id, today=today())


def _open(session: Session, found: Planned) -> None:
    open_moderation(session, found.audit, by=found.qa.id)


def _finish(session: Session, found: Planned) -> None:
    finish_audit(session, found.audit, by=found.qa.id, today=today())


def _cancel(session: Session, found: Planned) -> None:
    cancel_audit(session, found.audit, "The theme is looked at elsewhere.", by=found.qa.id, today=today())


ACTS: dict[str, Act] = {
    "change": _change, "ask": _ask, "not involved": _not_involved, "more time": _more_time, "begin": _begin,
    "open": _open, "finish": _finish, "cancel": _cancel,
}  # fmt: skip
POSSIBLE = {
    "planning": {"change", "ask", "not involved", "more time", "begin", "cancel"},
    "fieldwork": {"change", "ask", "not involved", "more time", "open", "cancel"},
    "moderation": {"change", "ask", "not involved", "more time", "finish", "cancel"},
    "finished": set(),
    "cancelled": set(),
}


def _at(session: Session, state: str) -> Planned:
    """An audit at a stage with all that the next one needs."""
    found = make_planned(session, re_audit_on=today() + timedelta(days=365))
    bring_to(session, found, "moderation" if state == "finished" else state)
    sign_all(session, found)
    if state == "fieldwork":
        make_returned(session, found.asked[0])
    if state == "finished":
        _finish(session, found)
    if state == "cancelled":
        _cancel(session, found)
    return found


@pytest.mark.parametrize("state", list(POSSIBLE))
def test_each_act_is_possible_at_its_stages_and_refused_at_all_others(session: Session, state: str) -> None:
    found = _at(session, state)
    done = set()
    for name, act in ACTS.items():
        before = session.begin_nested()
        try:
            act(session, found)
        except AuditRefused:
            pass
        else:
            done.add(name)
        before.rollback()
    assert done == POSSIBLE[state]


def test_fieldwork_names_all_that_it_still_needs(session: Session) -> None:
    partnership = make_partnership(session)
    audit = create_audit(session, partnership.id, a_plan(returns_due_on=None, panel_on=None))
    with pytest.raises(AuditRefused) as refused:
        begin_fieldwork(session, audit, by=None, today=today())
    for need in ("draw the cases", "by which day returns are due", "publish the form “case-audit”"):
        assert need in refused.value.message
    make_case(session, audit)
    with pytest.raises(AuditRefused, match="ask the agencies"):
        begin_fieldwork(session, audit, by=None, today=today())


def test_fieldwork_does_not_begin_with_a_day_that_is_past(session: Session) -> None:
    found = make_planned(session, returns_due_on=today() - timedelta(days=1))
    with pytest.raises(AuditRefused, match="which is past"):
        _begin(session, found)


def test_the_round_is_named_open_and_counts_the_returns_asked_for_as_they_change(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    round_ = found.audit.round
    assert round_ is not None
    assert (round_.access, round_.anonymous, round_.state, round_.closes_on) == ("named", False, "open", None)
    assert (round_.population_size, round_.population_known) == (4, True)
    _ask(session, found)
    assert round_.population_size == 5
    _not_involved(session, found)
    assert round_.population_size == 4


def test_moderation_does_not_open_while_nothing_is_returned(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    with pytest.raises(AuditRefused, match="No return has been made"):
        _open(session, found)
    assert found.audit.is_blind


def test_whoever_opens_moderation_reads_what_is_missing_by_agency(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    mark_not_involved(session, found.asked[2], "Moved away.", by=found.qa.id)
    opening = opening_of(session, found.audit, today())
    assert (opening.made, opening.asked) == (1, 3)
    assert opening.missing == {found.police.name: [case.pseudonym for case in found.cases]}


def test_a_late_return_is_possible_and_marked_as_not_blind(session: Session) -> None:
    found = make_planned(session, state="moderation")
    assert found.audit.round is not None
    assert found.audit.round.state == "open"
    make_returned(session, found.asked[1], at=now() + timedelta(minutes=1))
    standings = {one.asked.id: one for one in standings_of(session, found.audit, today())}
    assert not standings[found.asked[0].id].not_blind
    assert standings[found.asked[1].id].not_blind


def test_an_audit_is_finished_when_every_case_is_signed_off_and_the_next_one_is_dated(session: Session) -> None:
    found = make_planned(session, state="moderation")
    with pytest.raises(AuditRefused) as refused:
        _finish(session, found)
    assert found.cases[0].pseudonym in refused.value.message
    assert "say when the next audit is due, or why none is" in refused.value.message
    sign_all(session, found)
    change_audit(session, found.audit, a_plan(no_re_audit_why="The service ends in March."))
    _finish(session, found)
    assert found.audit.round is not None
    assert (found.audit.state, found.audit.round.state) == ("finished", "closed")


def test_a_case_that_is_not_used_need_not_be_signed_off(session: Session) -> None:
    found = make_planned(session, state="moderation", no_re_audit_why="Once only.")
    sign_all(session, found)
    make_case(session, found.audit, state="unusable", unusable_why="Another area’s.")
    _finish(session, found)
    assert found.audit.state == "finished"


def test_what_is_called_off_stays_blind_and_takes_no_returns(session: Session) -> None:
    found = make_planned(session, state="fieldwork")
    make_returned(session, found.asked[0])
    with pytest.raises(AuditRefused, match="Say why"):
        cancel_audit(session, found.audit, "  ", by=found.qa.id, today=today())
    _cancel(session, found)
    assert found.audit.is_blind
    assert found.audit.round is not None
    assert found.audit.round.state == "closed"


def test_an_audit_is_compared_with_an_earlier_one_of_its_own_partnership_only(session: Session) -> None:
    found = make_planned(session)
    other = create_audit(session, make_partnership(session).id, a_plan())
    for earlier in (other.id, found.audit.id, 10**9):
        with pytest.raises(AuditRefused):
            change_audit(session, found.audit, a_plan(earlier_id=earlier))
    later = create_audit(session, found.partnership.id, a_plan(earlier_id=found.audit.id))
    with pytest.raises(AuditRefused, match="not with itself or one that came after"):
        change_audit(session, found.audit, a_plan(earlier_id=later.id))


def test_two_audits_of_one_title_have_two_addresses(session: Session) -> None:
    partnership = make_partnership(session)
    made: list[CaseAudit] = [create_audit(session, partnership.id, a_plan()) for _ in range(2)]
    assert made[0].slug != made[1].slug


@pytest.mark.parametrize("end", ["finished", "cancelled"])
def test_the_rounds_of_voices_end_with_the_audit(session: Session, end: str) -> None:
    found = make_planned(session, state="moderation", no_re_audit_why="Once only.")
    first = make_round(session, found.partnership)
    rounds = [first, make_round(session, found.partnership, first.version, state="closed")]
    for round_ in rounds:
        session.add(CaseVoice(case_id=found.cases[0].id, whose="child", round_id=round_.id))
    sign_all(session, found)
    if end == "finished":
        finish_audit(session, found.audit, by=found.qa.id, today=today())
    else:
        cancel_audit(session, found.audit, "Not needed.", by=found.qa.id, today=today())
    assert found.audit.round is not None
    assert [one.state for one in (found.audit.round, *rounds)] == ["closed"] * 3
    assert rounds[0].closes_on == today()
