"""Loading lists, drawing cases and replacing them, as services."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from scipy.stats import hypergeom
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.sampling import sample_size_for_proportion, sampling_frame
from analysis.sampling.frame_files import CannotRepeat, repeat_from_files
from analysis.sampling.pseudonyms import is_pseudonym
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.planning.plans import AuditRefused, change_audit
from survey_app.case_audits.sampling.case_keys import open_case_key
from survey_app.case_audits.sampling.cases import add_case, cases_of, exclude, having, include_again
from survey_app.case_audits.sampling.draw_pages import frame_file, how_many, record_file
from survey_app.case_audits.sampling.drawing import CannotDraw, draw_cases, exclusions_of, frame_of, replace_case
from survey_app.case_audits.sampling.key_dates import audit_ends_on, proposed_unlock_until
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.case_audits.sampling.lists import ListNotFit, load_list
from survey_app.case_audits.sampling.treating import Choice
from survey_app.partnership.models import RetentionRule
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.case_audits.planning.planned import a_plan
from tests.survey_app.case_audits.sampling.list_factories import (
    PASSPHRASE,
    UNTIL,
    as_csv,
    case_rows,
    make_loaded,
    nhs_number,
)

WHY = "The file cannot be found in the archive"


@pytest.fixture
def audit(session: Session) -> CaseAudit:
    return make_audit(session, state="planning")


def key_of(case_list: CaseList) -> dict[str, tuple[str, ...]]:
    return dict(open_case_key(CaseKeyStore.here().read(case_list.id), PASSPHRASE).cases)


def test_each_row_has_a_pseudonym_and_the_key_says_which(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit)
    rows = {row.pseudonym: row.values for row in case_list.rows}
    assert all(map(is_pseudonym, rows))
    key = key_of(case_list)
    assert set(key) == set(rows)
    outcomes = {nhs_number(at): row[6] for at, row in enumerate(case_rows())}
    assert all(outcomes[values[1]] == rows[name]["Outcome"] for name, values in key.items()), "no row went astray"
    assert case_list.size == 12
    assert case_list.key_columns == ["Child name", "NHS number", "Address"]


def test_rows_are_stored_in_the_order_of_pseudonyms_not_of_the_file(session: Session, audit: CaseAudit) -> None:
    """On SQLite a row's number says when it was stored; no key holds the order of the file either."""
    case_list = make_loaded(session, audit, 60)
    stored = session.scalars(select(ListedCase.pseudonym).where(ListedCase.list_id == case_list.id)).all()
    assert list(stored) == sorted(stored)
    assert list(key_of(case_list)) == sorted(key_of(case_list))


def test_the_hash_is_that_of_the_pseudonyms(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit)
    assert case_list.frame_hash == sampling_frame(frame_of(session, case_list), key="pseudonym").frame_hash


@pytest.mark.parametrize(
    ("passphrase", "days", "says"),
    [("short", 90, "at least 16"), (PASSPHRASE, -1, "has passed"), (PASSPHRASE, 40_000, "destroyed first")],
    ids=["weak passphrase", "yesterday", "after the audit"],
)
def test_a_weak_passphrase_and_a_day_that_will_not_do_are_refused(
    session: Session, audit: CaseAudit, passphrase: str, days: int, says: str
) -> None:
    until = date.today() + timedelta(days=days)
    with pytest.raises(ListNotFit, match=says):
        load_list(session, audit, as_csv(case_rows()), passphrase=passphrase, unlock_until=until, by=None)
    assert list(CaseKeyStore.here().held()) == []


def test_identifiers_that_would_be_kept_stop_the_list(session: Session, audit: CaseAudit) -> None:
    rows = [*case_rows(), [*case_rows()[0][:6], "Asked Jane Example", "F"]]
    choices = {"Outcome": Choice(treatment="keep")}
    with pytest.raises(ListNotFit, match="a name in row 14"):
        load_list(session, audit, as_csv(rows), passphrase=PASSPHRASE, unlock_until=UNTIL, by=None, choices=choices)


def test_the_key_goes_three_months_after_the_panel_and_never_after_the_audit(session: Session) -> None:
    panel = date.today() + timedelta(days=30)
    audit = make_audit(session, state="planning", panel_on=panel)
    assert (proposed_unlock_until(session, audit) - panel).days in range(89, 93)
    session.add(RetentionRule(partnership_id=audit.partnership_id, record_type="case_audit", months=24, basis="ours"))
    session.flush()
    assert audit_ends_on(session, audit) == date(2027, 12, 31)
    assert proposed_unlock_until(session, audit) <= audit_ends_on(session, audit)


def test_a_random_draw_makes_cases_that_know_what_the_list_says(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit)
    draw = draw_cases(session, case_list, "simple", 5, by=None)
    cases = cases_of(session, audit)
    assert [case.pseudonym for case in cases] == draw.record["draw"]["drawn"]
    assert [case.number for case in cases] == [1, 2, 3, 4, 5]
    assert {case.selection for case in cases} == {"simple"}
    rows = {row.pseudonym: row.values for row in case_list.rows}
    assert {case.sex for case in cases} <= {"male", "female"}
    assert all(case.sex == {"M": "male", "F": "female"}[rows[case.pseudonym]["Gender"]] for case in cases)
    assert all(case.age_band for case in cases if rows[case.pseudonym]["Age band"] != "18 or over")
    assert {case.plan_status for case in cases} == {""}, "what the list does not say stays unknown"


def test_a_seed_that_was_agreed_on_draws_the_same_again(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit)
    first = draw_cases(session, case_list, "stratified", 6, stratum="Outcome", allocation="equal", seed=11, by=None)
    assert first.record["draw"]["seed"] == 11
    assert [case.stratum for case in cases_of(session, audit)] == sorted(
        ["Assessment", "Early help", "No further action"] * 2
    )


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("simple", {"n": 7}), ("systematic", {"n": 5, "order": "Referral date"}), ("systematic", {"n": 5}),
        ("stratified", {"n": 9, "stratum": "Outcome"}),
        ("stratified", {"n": 9, "stratum": "Outcome", "allocation": "neyman",
                        "spreads": {"Assessment": 0.5, "Early help": 0.4, "No further action": 0.1}}),
        ("stratified", {"n": {"Assessment": 4, "Early help": 1, "No further action": 0}, "stratum": "Outcome"}),
    ],
    ids=["simple", "by date", "by pseudonym", "proportional", "neyman", "stated"],
)  # fmt: skip
def test_another_person_draws_and_replaces_the_same_from_the_two_files(
    session: Session, audit: CaseAudit, tmp_path: Path, method: str, more: dict[str, object]
) -> None:
    case_list = make_loaded(session, audit, 40)
    exclude(session, case_list, having(session, case_list, "Age band", "16 to 17"), "They were in the pilot")
    draw = draw_cases(session, case_list, method, by=None, **more)  # type: ignore[arg-type]
    for case in cases_of(session, audit)[:3]:
        replace_case(session, case, WHY, by=None)
    record, frame = tmp_path / "record.json", tmp_path / "frame.csv"
    record.write_text(record_file(draw), encoding="utf-8")
    frame.write_text(frame_file(session, draw), encoding="utf-8")
    repeated = repeat_from_files(record, frame)
    in_use = [case.pseudonym for case in cases_of(session, audit) if case.state == "in_use"]
    assert set(repeated.sample.in_use) == set(in_use)
    assert len(repeated.sample.replacements) == 3
    lines = frame.read_text(encoding="utf-8").splitlines()
    random.Random(5).shuffle(rest := lines[1:])
    frame.write_text("\n".join([lines[0], *rest]), encoding="utf-8")
    assert repeat_from_files(record, frame) == repeated, "the order of rows does not matter"
    frame.write_text("\n".join([lines[0], *rest[1:]]), encoding="utf-8")
    with pytest.raises(CannotRepeat, match="not the frame"):
        repeat_from_files(record, frame)


def test_who_was_drawn_or_left_out_is_not_drawn_again(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit)
    out = having(session, case_list, "Outcome", "Early help")
    exclude(session, case_list, out, "Not what the audit is about")
    first = draw_cases(session, case_list, "simple", 3, by=None)
    second = draw_cases(session, case_list, "simple", 5, by=None)
    drawn = [*first.record["draw"]["drawn"], *second.record["draw"]["drawn"]]
    assert sorted([*drawn, *out]) == sorted(row.pseudonym for row in case_list.rows)
    reasons = {one["key"]: one["reason"] for one in second.record["draw"]["exclusions"]}
    assert reasons == {**dict.fromkeys(out, "Not what the audit is about"), **dict.fromkeys(drawn[:3], "drawn before")}
    with pytest.raises(CannotDraw, match="No case of this list is left"):
        draw_cases(session, case_list, "simple", 1, by=None)
    assert include_again(session, case_list, "Not what the audit is about") == 4
    assert len(exclusions_of(session, case_list)) == 8


def test_a_replacement_is_the_next_of_its_stratum_and_keeps_its_reason(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit, 30)
    draw = draw_cases(session, case_list, "stratified", 6, stratum="Outcome", by=None)
    case = cases_of(session, audit)[2]
    made = replace_case(session, case, WHY, by=None)
    assert made is not None
    assert (made.stratum, made.replaces_id, made.number, made.selection) == (case.stratum, case.id, 7, "stratified")
    assert (case.state, case.unusable_why) == ("unusable", WHY)
    larger = draw_cases(session, make_loaded(session, make_audit(session, state="planning"), 30), "simple", 1, by=None)
    assert larger.id != draw.id
    assert draw.record["replacements"] == [
        {"unusable": case.pseudonym, "reason": WHY, "by": made.pseudonym, "skipped": []}
    ]


def test_a_case_of_a_second_draw_is_passed_over_and_the_record_still_repeats(
    session: Session, audit: CaseAudit, tmp_path: Path
) -> None:
    case_list = make_loaded(session, audit, 12)
    first = draw_cases(session, case_list, "simple", 3, by=None)
    draw_cases(session, case_list, "simple", 8, by=None)
    made = replace_case(session, cases_of(session, audit)[0], WHY, by=None)
    assert made is not None
    assert made.pseudonym not in first.record["draw"]["drawn"]
    (replaced,) = first.record["replacements"]
    assert {one["reason"] for one in replaced["skipped"]} <= {"drawn before"}
    (tmp_path / "r").write_text(record_file(first), encoding="utf-8")
    (tmp_path / "f").write_text(frame_file(session, first), encoding="utf-8")
    assert repeat_from_files(tmp_path / "r", tmp_path / "f").sample.replacements[0].by == made.pseudonym
    assert replace_case(session, made, WHY, by=None) is None, "all others were drawn"


def test_chosen_cases_have_a_written_reason_and_another_takes_their_place_by_choice(
    session: Session, audit: CaseAudit
) -> None:
    case_list = make_loaded(session, audit)
    names = [row.pseudonym for row in case_list.rows]
    draw = draw_cases(session, case_list, "purposive", chosen=names[:2], reason="They show neglect over years", by=None)
    assert draw.reason == "They show neglect over years"
    case = cases_of(session, audit)[0]
    made = replace_case(session, case, "The file is closed to us; this one shows the same", by=None, chosen=names[5])
    assert made is not None
    assert (made.pseudonym, made.selection) == (names[5], "purposive")
    assert draw.record["replacements"][0]["by"] == names[5]
    assert replace_case(session, made, WHY, by=None) is None, "no rule chooses for people"


@pytest.mark.parametrize(
    ("method", "more", "says"),
    [
        ("simple", {"n": 0}, "between 1 and 12"), ("simple", {"n": 13}, "between 1 and 12"),
        ("systematic", {"n": 2, "order": "Mood"}, "no column"), ("stratified", {"n": 2}, "Choose the column"),
        ("stratified", {"n": 2, "stratum": "Outcome", "minimum": 2}, "minimum"), ("anything", {"n": 2}, "Choose how"),
        ("stratified", {"n": {"Assessment": 1}, "stratum": "Outcome"}, "names the strata"),
        ("purposive", {"chosen": ["KTR-482-WM"], "reason": "It shows the theme"}, "not a pseudonym of this list"),
        ("purposive", {"chosen": [], "reason": "They show the theme"}, "between 1 and 400"),
        ("good_practice", {"chosen": ["KTR-482-WM"], "reason": ""}, "Say why"),
        ("purposive", {"chosen": ["KTR-482-WM"], "reason": "Jane Example is on our mind"}, "a name"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_drawn_is_a_sentence(
    session: Session, audit: CaseAudit, method: str, more: dict[str, object], says: str
) -> None:
    case_list = make_loaded(session, audit)
    with pytest.raises(CannotDraw, match=says):
        draw_cases(session, case_list, method, by=None, **more)  # type: ignore[arg-type]
    assert session.scalars(select(CaseDraw).where(CaseDraw.audit_id == audit.id)).all() == []


@pytest.mark.parametrize("state", ["moderation", "finished"])
def test_no_case_comes_in_or_goes_out_once_moderation_has_opened(session: Session, state: str) -> None:
    audit = make_audit(session, state="planning")
    case_list = make_loaded(session, audit)
    case = add_case(session, audit)
    audit.state, audit.opened_at = state, case_list.uploaded_at
    session.flush()
    for act in (
        lambda: draw_cases(session, case_list, "simple", 1, by=None), lambda: add_case(session, audit),
        lambda: replace_case(session, case, WHY, by=None), lambda: exclude(session, case_list, [], WHY),
    ):  # fmt: skip
        with pytest.raises(CannotDraw, match="before moderation opens"):
            act()


def test_a_case_that_cannot_be_used_is_taken_out_once_and_for_a_reason(session: Session, audit: CaseAudit) -> None:
    case = add_case(session, audit, sex="male")
    for why in ("", "no", "Jane Example moved away"):
        with pytest.raises(CannotDraw):
            replace_case(session, case, why, by=None)
        session.refresh(case)
    assert replace_case(session, case, WHY, by=None) is None
    with pytest.raises(CannotDraw, match="already"):
        replace_case(session, case, WHY, by=None)


def test_a_case_by_hand_has_a_pseudonym_and_names_nobody(session: Session, audit: CaseAudit) -> None:
    case: AuditCase = add_case(
        session, audit, selection="good_practice", stratum="Early help", plan_status="early_help"
    )
    assert is_pseudonym(case.pseudonym)
    for wrong in (
        {"stratum": "EX1 1AA"},
        {"stratum": "Jane Example"},
        {"sex": "boy"},
        {"selection": "simple"},
        {"name": "x"},
    ):
        with pytest.raises(CannotDraw):
            add_case(session, audit, **wrong)


def test_a_deep_dive_looks_at_ten_cases_and_no_more(session: Session) -> None:
    dive = make_audit(session, state="planning", kind="deep_dive")
    case_list = make_loaded(session, dive)
    draw_cases(session, case_list, "simple", 9, by=None)
    with pytest.raises(CannotDraw, match="no more than 10 cases, and this one has 9"):
        draw_cases(session, case_list, "simple", 2, by=None)
    add_case(session, dive)
    with pytest.raises(CannotDraw, match="no more than 10"):
        add_case(session, dive)
    drawn = next(one for one in cases_of(session, dive) if one.draw_id is not None)
    assert replace_case(session, drawn, WHY, by=None) is not None  # one comes for one that goes
    assert sum(one.state == "in_use" for one in cases_of(session, dive)) == 10


def test_an_audit_of_more_cases_does_not_become_a_deep_dive(session: Session) -> None:
    audit = make_audit(session, state="planning")
    for _ in range(11):
        add_case(session, audit)
    with pytest.raises(AuditRefused, match="no more than 10 cases"):
        change_audit(session, audit, a_plan(kind="deep_dive"))


def test_how_many_is_said_in_plain_words() -> None:
    """The second number by scipy's hypergeometric distribution, 124 of 2,471 being 5%."""
    said = how_many(2471, {})
    enough = next(n for n in range(1, 2471) if hypergeom.sf(0, 2471, 124, n) >= 0.95)
    assert f"draw {sample_size_for_proportion(0.1, population=2471).n}." in said.answers[0]
    assert f"draw {enough}." in said.answers[1]
    assert how_many(2471, {"margin": "x"}).problem.startswith("Enter how near")
    assert how_many(1, {}).answers


def test_lists_of_ten_thousand_rows_are_loaded_drawn_from_and_replaced(session: Session, audit: CaseAudit) -> None:
    case_list = make_loaded(session, audit, 10_000)
    draw = draw_cases(session, case_list, "stratified", 60, stratum="Outcome", allocation="equal", by=None)
    assert len(draw.record["draw"]["drawn"]) == 60
    assert replace_case(session, cases_of(session, audit)[0], WHY, by=None) is not None
    assert len(json.loads(record_file(draw))["draw"]["drawn"]) == 60
