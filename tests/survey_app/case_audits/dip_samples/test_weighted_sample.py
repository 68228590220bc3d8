"""2,471 referrals, twenty of each of three outcomes, from the file to the weighted estimate: every step by services.

How the 2,471 fall to the outcomes is constructed (Cambridgeshire's figures by outcome were not published).
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from analysis.sampling import redraw
from survey_app.case_audits.blindness import StillBlind
from survey_app.case_audits.dip_samples.reading import design_of, figures_of
from survey_app.case_audits.dip_samples.repeating import draw_plan
from survey_app.case_audits.dip_samples.series import series_of
from survey_app.case_audits.models import AuditCase, CaseAudit
from survey_app.case_audits.pages import today
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor
from survey_app.case_audits.planning.audits import AuditPlan
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.sampling.cases import add_case, cases_of
from survey_app.case_audits.sampling.drawing import draw_cases, frame_of_draw, replace_case, sample_of
from survey_app.case_audits.sampling.lists import load_list
from survey_app.database import now
from survey_app.demo.dip_samples import (
    OUTCOMES,
    PASSPHRASE,
    TREATMENTS,
    FrontDoor,
    constructed_answers,
    constructed_list,
    first_sample,
    hand_in,
)

SEED = 2471


def from_every_weight(
    cases: list[AuditCase], documents: dict[str, dict[str, Any]], name: str, good: set[str]
) -> tuple[float, float]:
    """Share and standard error of those asked, from the weight of every single referral; numpy alone."""
    known = [case for case in cases if documents[case.pseudonym].get(name, "") is not None]
    groups = np.array([case.stratum for case in known])
    answers = [documents[case.pseudonym].get(name) for case in known]
    asked, kind = np.array([one is not None for one in answers]), np.array([one in good for one in answers])
    sizes = {group: (groups == group).sum() for group in OUTCOMES}
    weights = np.array([OUTCOMES[group] / sizes[group] for group in groups])
    total = (weights * asked).sum()
    share = (weights * kind).sum() / total
    z = weights * asked * (kind - share) / total
    variance = sum((1 - sizes[g] / OUTCOMES[g]) * sizes[g] * z[groups == g].var(ddof=1) for g in OUTCOMES)
    return float(share), float(variance**0.5)


def test_from_the_file_to_the_weighted_estimate(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    content = constructed_list(OUTCOMES, seed=7)
    assert content.count(b"\n") == 2472
    audit = first_sample(door, plan, content, today=today(), seed=SEED)
    cases = cases_of(session, audit)
    assert Counter(case.stratum for case in cases) == dict.fromkeys(OUTCOMES, 20)

    # Another person draws the same sixty from the record and the list.
    (draw,) = {case.draw for case in cases if case.draw is not None}
    record = sample_of(draw).draw
    assert redraw(record, frame_of_draw(session, draw)).drawn == record.drawn == tuple(one.pseudonym for one in cases)
    assert (record.seed, record.frame_size) == (SEED, 2471)

    # Three are never returned: 57 of 60.
    with pytest.raises(StillBlind):
        figures_of(session, audit)
    documents = {case.pseudonym: constructed_answers(case) for case in cases}
    for left_out in (cases[3], cases[25], cases[50]):
        del documents[left_out.pseudonym]
    hand_in(door, audit, documents)

    found = figures_of(session, audit)
    design = found.design
    assert (design.population, design.n_drawn, found.n_returned, found.n_awaited) == (2471, 60, 57, 3)
    assert design.populations == OUTCOMES
    used = [case for case in cases if case.pseudonym in documents]
    for name, good in (("g1", {"yes"}), ("g3", {"correct"}), ("g11", {"yes"}), ("overall", {"outstanding", "good"})):
        item = found.item(name)
        assert item is not None
        assert item.weighted is not None
        share, error = from_every_weight(used, documents, name, good)
        assert item.weighted.estimate == pytest.approx(share)
        assert item.weighted.standard_error == pytest.approx(error)
        assert item.count == sum(documents[case.pseudonym].get(name) in good for case in used)
    assert found.warnings[0].startswith("The groups were drawn at different rates")
    assert found.clocks[0].n_judged == 57
    assert all(reading.minutes is not None for reading in found.clocks[0].readings)
    assert series_of(session, audit).trends[0].points[0].n == 57


def few(door: FrontDoor, plan: AuditPlan, sizes: dict[str, int]) -> CaseAudit:
    """Two of each outcome, of as many as are given."""
    return first_sample(door, plan, constructed_list(sizes, 3), today=today(), each=2)


def test_a_replaced_referral_keeps_its_group_and_the_weights(
    session: Session, door: FrontDoor, plan: AuditPlan
) -> None:
    sizes = {"Assessment": 9, "Early help": 6, "No further action": 4}
    audit = few(door, plan, sizes)
    gone = cases_of(session, audit)[0]
    following = replace_case(session, gone, "The referral was a copy of another one.", by=door.by)
    assert following is not None
    assert following.stratum == gone.stratum
    design = design_of(session, audit)
    assert design.unusable[gone.stratum] == 1
    assert design.populations == sizes
    assert design.drawn == dict.fromkeys(OUTCOMES, 2)


def test_where_all_were_looked_at_there_is_no_interval(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    audit = few(door, plan, dict.fromkeys(OUTCOMES, 2))
    documents = {case.pseudonym: constructed_answers(case) for case in cases_of(session, audit)}
    hand_in(door, audit, documents)
    item = figures_of(session, audit).item("g11")
    assert item is not None
    assert item.weighted is not None
    assert item.weighted.low is None
    assert "census" in (item.weighted.why_not or "")
    assert item.weighted.estimate == pytest.approx(np.mean([one["g11"] == "yes" for one in documents.values()]))


def test_nothing_is_read_before_the_returns_are_open(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    audit = few(door, plan, dict.fromkeys(OUTCOMES, 3))
    with pytest.raises(StillBlind):
        figures_of(session, audit)
    series = series_of(session, audit)
    assert (series.samples, series.blind, series.trends) == ((), (audit,), ())


def test_a_referral_chosen_by_hand_is_in_no_figure(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    audit = few(door, plan, dict.fromkeys(OUTCOMES, 3))
    chosen = add_case(session, audit, stratum="Assessment")
    asked = ask_agency(session, chosen, door.agency_id)
    assign_auditor(session, asked, door.auditor_id, by=door.by)
    declare(session, asked, "", by=door.auditor_id, at=now())
    hand_in(door, audit, {case.pseudonym: constructed_answers(case) for case in cases_of(session, audit)})
    found = figures_of(session, audit)
    assert (found.n_returned, found.n_unplaced) == (6, 1)
    assert found.returned["Assessment"] == 2


def test_a_referral_chosen_by_hand_is_not_awaited_as_drawn(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    audit = few(door, plan, dict.fromkeys(OUTCOMES, 3))
    drawn = cases_of(session, audit)
    add_case(session, audit, stratum="Assessment")
    hand_in(door, audit, {case.pseudonym: constructed_answers(case) for case in drawn[1:]})
    found = figures_of(session, audit)
    assert found.n_awaited == 1
    assert any(one.startswith("1 referral was drawn and in use without a return") for one in found.warnings)


def test_two_draws_of_two_lists_are_no_plan_for_the_next(session: Session, door: FrontDoor, plan: AuditPlan) -> None:
    sizes = dict.fromkeys(OUTCOMES, 3)
    audit = few(door, plan, sizes)
    found = draw_plan(session, audit)
    assert found is not None
    assert found.n == 6
    until = today() + timedelta(days=30)
    other = load_list(
        session, audit, constructed_list(sizes, 4), passphrase=PASSPHRASE, unlock_until=until, by=door.by,
        choices=TREATMENTS,
    )  # fmt: skip
    draw_cases(session, other, "stratified", dict.fromkeys(OUTCOMES, 1), by=door.by, stratum="Outcome")
    assert draw_plan(session, audit) is None
