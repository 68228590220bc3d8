"""Two constructed neighbours: what is added up over partnerships can be seen, and nothing else of them."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.demo.loader import SLUG
from survey_app.demo.neighbours import NEIGHBOURS
from survey_app.partnership.models import Partnership
from survey_app.programme.indicators.aggregating import shared_periods
from survey_app.programme.indicators.standing import find_adoption
from tests.survey_app.factories import sign_in

PATH = f"/p/{SLUG}/indicators/of/supervision"


def test_the_sum_over_three_partnerships_is_on_the_page_and_no_neighbours_figure(app: Flask, session: Session) -> None:
    demo = session.scalars(select(Partnership).where(Partnership.slug == SLUG)).one()
    adoption = find_adoption(session, demo.id, "supervision")
    assert adoption is not None
    sums = [one.aggregate for one in shared_periods(session, adoption.definition)]
    assert len(sums) >= 5
    assert {one.partnerships for one in sums} == {3}
    reader = session.scalars(select(User).where(User.email == "qa@example.org")).one()
    page = sign_in(app.test_client(), reader).get(PATH).get_data(as_text=True)
    assert f"{sums[0].value:,.0f} of {sums[0].base:,}" in page
    for _, name, council, *_ in NEIGHBOURS:
        assert name not in page
        assert council not in page


def test_nobody_signs_in_to_a_neighbour(session: Session) -> None:
    slugs = [slug for slug, *_ in NEIGHBOURS]
    members = (
        select(func.count()).select_from(Membership).join(Partnership, Membership.partnership_id == Partnership.id)
    )
    assert session.scalar(members.where(Partnership.slug.in_(slugs))) == 0
    assert session.scalar(select(func.count()).select_from(Partnership).where(Partnership.slug.in_(slugs))) == 2
