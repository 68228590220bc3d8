"""A series of dip samples: what was asked otherwise is no part of the trend, and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from sqlalchemy.orm import Session

from analysis.dip_samples import ClockTerms
from analysis.working_days import ALWAYS_OPEN
from instruments.loading import library
from survey_app.case_audits.dip_samples.series import audits_in_series, series_of
from survey_app.case_audits.dip_samples.terms import DEFAULT_TERMS, keep_terms
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.audits import AuditPlan
from survey_app.case_audits.sampling.cases import cases_of
from survey_app.demo.dip_samples import (
    FrontDoor,
    constructed_answers,
    constructed_list,
    first_sample,
    hand_in,
    sample_after,
)
from survey_app.partnership.models import Partnership
from tests.survey_app.case_audits.audit_factories import make_audit
from tests.survey_app.factories import publish

SIZES = {"Assessment": 4, "Early help": 3, "No further action": 2}


def returned(door: FrontDoor, audit: CaseAudit) -> CaseAudit:
    hand_in(door, audit, {case.pseudonym: constructed_answers(case) for case in cases_of(door.session, audit)})
    return audit


def test_a_question_that_was_worded_otherwise_is_left_out_with_its_reason(
    session: Session, door: FrontDoor, plan: AuditPlan, partnership: Partnership
) -> None:
    first = returned(door, first_sample(door, plan, constructed_list(SIZES, 1), today=today(), each=1))
    changed = library()["mash-referral"].read_text(encoding="utf-8").replace("fact set apart from opinion", "brief")
    publish(session, partnership, changed)
    second = returned(
        door, sample_after(door, first, constructed_list(SIZES, 2), title="Second", months=3, today=today())
    )
    trends = {trend.name: trend for trend in series_of(session, first).trends}
    assert [point.n for point in trends["g9"].points] == [3, 3]
    before, after = trends["g1"].points
    assert (before.share, after.n) == (None, 3)
    assert before.left_out.startswith("Asked otherwise than in the newest sample.")
    assert [one.audit for one in series_of(session, second).samples] == [first, second]


@pytest.mark.parametrize("told_from", ["received", "decided"])
def test_the_told_clock_rests_on_the_question_that_it_runs_from(
    session: Session,
    door: FrontDoor,
    plan: AuditPlan,
    partnership: Partnership,
    told_from: Literal["received", "decided"],
) -> None:
    first = first_sample(door, plan, constructed_list(SIZES, 1), today=today(), each=1)
    keep_terms(session, first, replace(DEFAULT_TERMS, told_from=told_from), by=door.by)
    returned(door, first)
    asked = library()["mash-referral"].read_text(encoding="utf-8")
    publish(session, partnership, asked.replace("g5. When was it decided?", "g5. When was the manager told?"))
    second = sample_after(door, first, constructed_list(SIZES, 2), title="Second", months=3, today=today())
    trends = {trend.name: trend for trend in series_of(session, returned(door, second)).trends}
    assert trends["decided"].points[0].left_out.startswith("Asked otherwise")
    assert trends["told"].points[0].left_out.startswith("Asked otherwise") is (told_from == "decided")


@pytest.mark.parametrize(
    ("terms", "left_out"),
    [
        (replace(DEFAULT_TERMS, rule="next_working_day"), {"decided": "another rule", "told": "another rule"}),
        (ClockTerms(hours=ALWAYS_OPEN), {"decided": "other opening hours", "told": "other opening hours"}),
        (replace(DEFAULT_TERMS, told_from="decided"), {"told": "when the referral was decided"}),
        (DEFAULT_TERMS, {}),
    ],
    ids=["rule", "hours", "told from", "alike"],
)
def test_a_clock_that_ran_by_other_terms_is_left_out_with_its_reason(
    session: Session, door: FrontDoor, plan: AuditPlan, terms: ClockTerms, left_out: dict[str, str]
) -> None:
    first = first_sample(door, plan, constructed_list(SIZES, 1), today=today(), each=1)
    keep_terms(session, first, terms, by=door.by)
    returned(door, first)
    second = sample_after(door, first, constructed_list(SIZES, 2), title="Second", months=3, today=today())
    keep_terms(session, second, DEFAULT_TERMS, by=door.by)
    trends = {trend.name: trend for trend in series_of(session, returned(door, second)).trends}
    for name in ("decided", "told", "g1"):
        before, after = trends[name].points
        assert after.left_out == ""
        if name in left_out:
            assert before.share is None
            assert before.left_out.startswith("Counted otherwise than in the newest sample:")
            assert left_out[name] in before.left_out
        else:
            assert before.left_out == ""


def test_only_dip_samples_that_follow_each_other_are_a_series(session: Session, partnership: Partnership) -> None:
    first = make_audit(session, partnership, kind="dip_sample", state="planning")
    second = make_audit(session, partnership, kind="dip_sample", state="planning", earlier_id=first.id)
    make_audit(session, partnership, kind="dip_sample", state="planning")
    make_audit(session, partnership, kind="thematic", state="planning", earlier_id=second.id)
    third = make_audit(session, partnership, kind="dip_sample", state="planning", earlier_id=second.id)
    for one in (first, second, third):
        assert audits_in_series(session, one) == [first, second, third]
