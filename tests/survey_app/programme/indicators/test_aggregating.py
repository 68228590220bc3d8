"""Several partnerships: a sum that is released once, and adversaries who subtract all that they know from it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.partnership.models import Agency, Footprint, Partnership
from survey_app.programme.indicators import aggregating
from survey_app.programme.indicators.aggregating import release_aggregates, shared_periods
from survey_app.programme.indicators.defining import adopt, share
from survey_app.programme.indicators.models import IndicatorAdoption, IndicatorAggregate, IndicatorDefinition
from survey_app.programme.indicators.reading import card_of
from tests.survey_app.factories import make_agency, make_partnership
from tests.survey_app.programme.indicators.indicator_factories import FIRST, give, make_indicator

DUE = date(2026, 2, 27)  # January's deadline, 13 February, and ten working days
Area = tuple[IndicatorAdoption, Agency]


@pytest.fixture
def areas(session: Session) -> list[Area]:
    """Four partnerships that collect one indicator, each from its council."""
    partnerships = [make_partnership(session) for _ in range(4)]
    councils = [make_agency(session, one) for one in partnerships]
    first = make_indicator(session, partnerships[0], councils[0])
    share(session, first.definition, partnerships[0].id)
    others = [
        adopt(session, one.id, first.definition, first_period=FIRST, owners=[council.id], by_id=None)
        for one, council in zip(partnerships[1:], councils[1:], strict=True)
    ]
    return list(zip([first, *others], councils, strict=True))


def submit_all(session: Session, areas: list[Area], figures: list[tuple[int, int]]) -> None:
    for (adoption, council), (value, base) in zip(areas, figures, strict=False):
        give(session, adoption, council, FIRST, value, base)


def released(session: Session, areas: list[Area], today: date = DUE) -> list[tuple[float | None, int | None, int]]:
    release_aggregates(session, today=today)
    return [
        (one.aggregate.value, one.aggregate.base, one.aggregate.partnerships)
        for one in shared_periods(session, areas[0][0].definition)
    ]


def test_a_period_is_added_up_ten_working_days_after_its_deadline(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    assert released(session, areas, date(2026, 2, 26)) == []
    assert released(session, areas) == [(140.0, 220, 4)]


def test_each_partnership_sees_the_sum_and_its_own_figures_and_no_others(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(40, 50), (31, 61), (22, 42), (53, 73)])
    released(session, areas)
    adoption, council = areas[1]
    card = card_of(session, adoption, today=DUE)
    seen = f"{card.courses} {shared_periods(session, adoption.definition)[0].aggregate.__dict__}"
    assert "count=31, base=61" in seen
    for value, base in ((40, 50), (22, 42), (53, 73)):
        assert f"count={value}, base={base}" not in seen
    assert council.name not in f"{card_of(session, areas[2][0], today=DUE).courses}"


def test_two_partnerships_have_no_sum(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(40, 50), (30, 60)])
    assert released(session, areas) == []


def test_who_subtracts_its_own_row_is_not_left_with_a_small_number(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(20, 50), (1, 50), (2, 50), (0, 50)])
    assert released(session, areas) == [(None, None, 4)]
    why = shared_periods(session, areas[0][0].definition)[0].aggregate.why_hidden
    assert "small number" in why


def test_a_partnership_that_comes_late_changes_no_sum_and_so_is_not_the_difference(
    session: Session, areas: list[Area]
) -> None:
    submit_all(session, areas[:3], [(40, 50), (30, 60), (20, 40)])
    before = released(session, areas)
    give(session, areas[3][0], areas[3][1], FIRST, 47, 71)
    assert released(session, areas) == before == [(90.0, 150, 3)]


def test_a_correction_changes_no_sum_and_so_is_not_the_difference(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    before = released(session, areas)
    give(session, areas[2][0], areas[2][1], FIRST, 21, 40, reason="One was missed.", seen=1)
    assert released(session, areas) == before


def test_a_sum_is_released_once_whoever_asks_again(session: Session, areas: list[Area]) -> None:
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    assert release_aggregates(session, today=DUE) == 1
    assert release_aggregates(session, today=DUE) == 0
    assert len(session.scalars(select(IndicatorAggregate)).all()) == 1


def test_a_partnership_of_which_an_agency_is_missing_is_not_in_the_sum(session: Session, areas: list[Area]) -> None:
    incomplete = areas[3][0]
    police = make_agency(session, session.get_one(Partnership, incomplete.partnership_id))
    from survey_app.programme.indicators.defining import ask_agencies

    ask_agencies(session, incomplete, [areas[3][1].id, police.id], from_period=FIRST)
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    assert released(session, areas) == [(90.0, 150, 3)]


def test_a_trust_of_two_areas_cannot_work_out_the_third(session: Session) -> None:
    partnerships = [make_partnership(session) for _ in range(3)]
    trust, other = make_agency(session, partnerships[0]), make_agency(session, partnerships[2])
    session.add(Footprint(partnership_id=partnerships[1].id, agency_id=trust.id))
    session.flush()
    first = make_indicator(session, partnerships[0], trust)
    share(session, first.definition, partnerships[0].id)
    rest = [
        adopt(session, one.id, first.definition, first_period=FIRST, owners=[agency.id], by_id=None)
        for one, agency in zip(partnerships[1:], (trust, other), strict=True)
    ]
    areas = list(zip([first, *rest], (trust, trust, other), strict=True))
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40)])
    assert released(session, areas) == [(None, None, 3)]


def test_a_demonstration_is_in_no_sum_of_real_partnerships(session: Session, areas: list[Area]) -> None:
    session.get_one(Partnership, areas[3][0].partnership_id).is_demo = True
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    assert released(session, areas) == [(90.0, 150, 3)]


def test_a_definition_that_cannot_be_added_up_costs_no_other_its_sum(
    session: Session, areas: list[Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit_all(session, areas, [(40, 50), (30, 60), (20, 40), (50, 70)])
    first = areas[0][0]
    other = make_indicator(
        session, session.get_one(Partnership, first.partnership_id), areas[0][1], name="other"
    )  # fmt: skip
    share(session, other.definition, first.partnership_id)
    session.commit()
    broken, whole = other.definition_id, aggregating.release_due

    def release_or_fail(session: Session, definition: IndicatorDefinition, today: date) -> int:
        if definition.id == broken:
            raise RuntimeError("constructed")
        return whole(session, definition, today)

    monkeypatch.setattr(aggregating, "release_due", release_or_fail)
    assert released(session, areas) == [(140.0, 220, 4)]


def test_a_period_that_ends_with_the_known_bank_holidays_waits(session: Session, areas: list[Area]) -> None:
    december = date(2028, 12, 1)
    for adoption, council in areas:
        give(session, adoption, council, december, 40, 50, today=date(2029, 2, 1))
    assert released(session, areas, date(2029, 3, 1)) == []
