from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy
from survey_app.errors import UserError
from survey_app.partnership.decisions import Decision, policy_of, record_policy, short_text
from survey_app.rounds.models import Round
from survey_app.rounds.policies import chosen_decision, offered_policies, standing_decision, value_of
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.rounds.test_round_views import PLAN

TODAY = date(2026, 11, 2)
DECISION = Decision(by="Executive", on=date(2026, 10, 1), reason="Small agencies.")
OWN = DisclosurePolicy(name="own", threshold=6, rounding=5, symbol="~")


@pytest.mark.parametrize(
    ("name", "rule", "symbol"),
    [
        ("default", (4, 1, True), "[c]"),
        ("nhs", (7, 5, True), "*"),
        ("dfe", (4, 1, True), "c"),
        ("ten", (9, 1, True), "[c]"),
    ],
)
def test_a_preset_is_recorded_once_and_applied(
    session: Session, name: str, rule: tuple[int, int, bool], symbol: str
) -> None:
    partnership = make_partnership(session)
    first = standing_decision(session, partnership.id, name, decided_by="QA group", today=TODAY)
    assert standing_decision(session, partnership.id, name, decided_by="Another", today=TODAY).id == first.id
    assert (policy_of(first).rule, policy_of(first).symbol) == (rule, symbol)
    assert value_of(first) == name


def test_decisions_of_their_own_are_offered_to_rounds_once_for_each_setting(session: Session) -> None:
    partnership = make_partnership(session)
    record_policy(session, partnership.id, OWN, DECISION)
    newest = record_policy(session, partnership.id, OWN, DECISION)
    six = record_policy(session, partnership.id, DisclosurePolicy.dfe(6), DECISION)
    offered = dict(offered_policies(session, partnership.id))
    assert list(offered) == ["default", "nhs", "dfe", "ten", f"decision-{newest.id}", f"decision-{six.id}", "none"]
    assert offered[f"decision-{newest.id}"] == (
        "Hide counts of people from 1 to 6 as ~, round all others to the nearest 5; decided by Executive on 1 October "
        "2026"
    )
    chosen = chosen_decision(session, partnership.id, f"decision-{six.id}", decided_by="QA group", today=TODAY)
    assert chosen == six.id
    assert value_of(six) == f"decision-{six.id}"


def test_the_decision_of_another_partnership_cannot_be_chosen(session: Session) -> None:
    theirs = record_policy(session, make_partnership(session).id, OWN, DECISION)
    ours = make_partnership(session)
    assert f"decision-{theirs.id}" not in dict(offered_policies(session, ours.id))
    for value in (f"decision-{theirs.id}", "decision-x", "decision-", "something"):
        with pytest.raises(UserError, match="Choose one of the policies"):
            chosen_decision(session, ours.id, value, decided_by="QA group", today=TODAY)


def test_few_blanks_are_shown_only_by_a_decision_that_says_why(session: Session) -> None:
    partnership = make_partnership(session)
    row = record_policy(
        session, partnership.id, DisclosurePolicy.default(), DECISION, blanks_reason="A blank tells nothing."
    )
    policy = policy_of(row)
    assert not policy.protect_blanks
    assert policy.blanks is not None
    assert (policy.blanks.decided_by, policy.blanks.decided_on, policy.blanks.reason) == (
        "Executive", date(2026, 10, 1), "A blank tells nothing.",
    )  # fmt: skip
    assert "show few blanks" in short_text(row)
    assert value_of(row) == f"decision-{row.id}"


@pytest.mark.parametrize("lacking", [Decision(by=" ", on=TODAY, reason="x"), Decision(by="x", on=TODAY, reason=" ")])
def test_a_decision_names_who_and_why(session: Session, lacking: Decision) -> None:
    with pytest.raises(UserError, match="reports print it"):
        record_policy(session, make_partnership(session).id, OWN, lacking)


def test_a_round_is_planned_with_a_preset_and_with_a_decision_and_shows_it(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    own = record_policy(session, partnership.id, OWN, DECISION)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    base = f"/p/{partnership.slug}/rounds"
    for policy, title in (("nhs", "First"), (f"decision-{own.id}", "Second")):
        plan = PLAN | {"version": str(version.id), "policy": policy, "title": title}
        assert client.post(f"{base}/new", data=plan).status_code == 302
    assert "rounded to the nearest 5" in client.get(f"{base}/first").text
    assert "Counts of 1 to 6 people" in client.get(f"{base}/second").text
    assert "Decided by Executive on 1 October 2026: Small agencies." in client.get(f"{base}/second").text
    rounds = session.scalars(select(Round).where(Round.partnership_id == partnership.id).order_by(Round.id))
    assert [round_.policy.policy for round_ in rounds] == ["nhs", "own"]
    page = client.get(f"{base}/second/plan").text
    assert f'value="decision-{own.id}" checked' in " ".join(page.split())


def test_a_value_that_was_not_offered_is_no_policy(client: FlaskClient, session: Session) -> None:
    partnership, other = make_partnership(session), make_partnership(session)
    version = publish(session, partnership)
    theirs = record_policy(session, other.id, OWN, DECISION)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    plan = PLAN | {"version": str(version.id), "policy": f"decision-{theirs.id}"}
    assert client.post(f"/p/{partnership.slug}/rounds/new", data=plan).status_code == 422


def test_a_round_keeps_its_decision_when_later_ones_are_made(session: Session) -> None:
    partnership = make_partnership(session)
    first = record_policy(session, partnership.id, OWN, DECISION)
    round_ = make_round(session, partnership, policy=first)
    record_policy(session, partnership.id, DisclosurePolicy.ten(), DECISION)
    assert policy_of(round_.policy).threshold == 6
