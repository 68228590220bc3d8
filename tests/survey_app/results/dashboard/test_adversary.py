"""Somebody opens the dashboard with every combination of filters, and every figure behind it, to learn what is hidden.

A view never says more of people than the releases that it is made from: each count that stands anywhere is looked up in
the reports, and what the reports hide stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from analysis.report import Report, Share
from survey_app.partnership.models import Partnership
from survey_app.results.dashboard.stored import newest_reports, opened_rounds
from survey_app.results.dashboard.theme_changes import theme_share
from tests.survey_app.answers import OUTSIDER, add_codeframe
from tests.survey_app.factories import make_user, sign_in
from tests.survey_app.results.dashboard.rounds import AT, code, days_ago, make_evaluation, make_named, make_place

COUNT = re.compile(r"(\d[\d,]*) of (?:all )?(\d[\d,]*)")
Fact = tuple[int, int]


def shown_shares(report: Report) -> Iterator[Share]:
    """Every count with its base that a report shows of people."""
    rate = report.response_rate
    yield Share(count=rate.answered, base=rate.population, share=rate.rate)
    for table in report.breakdowns:
        for row in table.rows:
            yield Share(count=row.answered, base=row.invited, share=row.rate)
    whole = {}
    for section in report.sections:
        for block in section.questions:
            if block.favourable is not None:
                whole[block.name] = block.favourable
                yield block.favourable
    for crossed in report.cross_tables:
        if crossed.favourable is None:
            continue
        for place, group in enumerate(crossed.groups):
            own = Share(count=crossed.favourable.counts[place], base=group.base, share=None)
            yield own
            yield rest(whole[crossed.question], own)
    if report.themes is not None:
        yield Share(count=report.themes.coded, base=report.themes.comments, share=None)
        yield from (theme_share(report.themes, row) for row in report.themes.rows)


def rest(total: Share, own: Share) -> Share:
    """Everybody else, where both the group and the whole are shown."""
    if None in (total.count, total.base, own.count, own.base):
        return Share(count=None, base=None, share=None)
    return Share(count=total.count - own.count, base=total.base - own.base, share=None)  # type: ignore[operator]


def facts_in(report: Report) -> set[Fact]:
    return {(s.count, s.base) for s in shown_shares(report) if s.count is not None and s.base is not None}


def text_of(page: str) -> str:
    """What stands on a page, the words of its charts included."""
    words = re.findall(r'alt="([^"]*)"', page)
    main = page[page.index("<main") : page.index("</main")]
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", main), *words]))


def told(text: str) -> set[Fact]:
    return {(int(a.replace(",", "")), int(b.replace(",", ""))) for a, b in COUNT.findall(text)}


def views(client: FlaskClient, partnership: Partnership, pages: list[str]) -> Iterator[tuple[str, str]]:
    """Every page with every combination of filters, with its text; then each figure that one of them links to."""
    seen: set[str] = set()
    figures: dict[str, None] = {}
    for page in pages:
        for kind, place, year in product(("", "police", "health"), ("", "North", "South"), ("", "2025-26")):
            address = f"/p/{partnership.slug}/dashboard{page}?agency_type={kind}&locality={place}&period={year}"
            response = client.get(address)
            assert response.status_code == 200, address
            if response.text in seen:
                continue
            seen.add(response.text)
            for link in re.findall(r'href="(/[^"]*/figures/(?:response|question|group|theme)/[^"]*)"', response.text):
                figures.setdefault(unescape(link).split("?")[0])
            yield address, text_of(response.text)
    for link in figures:
        yield link, text_of(client.get(link).text)


def test_no_combination_of_filters_tells_more_than_the_reports(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    before = make_evaluation(session, partnership, agencies, opens_on=days_ago(420), closes_on=days_ago(400))
    now = make_evaluation(session, partnership, agencies, agreeing=27)
    codeframe = add_codeframe(session, before, "Training", "Time")
    code(session, before, codeframe, {"training": 12, "time": 3})
    code(session, now, codeframe, {"training": 20, "time": 15})
    named = make_named(session, partnership, agencies)
    session.commit()
    rounds = opened_rounds(session, partnership.id)
    reports = newest_reports(session, rounds, reader=OUTSIDER, at=AT).reports
    assert len(reports) == 3
    allowed = set().union(*(facts_in(report) for report in reports.values()))
    secret = {(2, 8), (3, 3), (0, 3), (3, 30)}  # of the first agency, and of the theme that three people mentioned
    assert not secret & allowed
    sign_in(client, make_user(session, partnership, roles=("councillor",)))
    pages = ["", *(f"/rounds/{one.slug}" for one in (before, now, named)), *(f"/agencies/{one.id}" for one in agencies)]
    found: set[Fact] = set()
    for address, text in views(client, partnership, pages):
        facts = told(text)
        assert facts <= allowed, f"{address} tells {facts - allowed}"
        found |= facts
    assert (30, 60) in found
    assert (9, 14) in found
    assert (20, 30) in found
    assert not secret & found


def test_a_group_that_a_report_hides_is_a_mark_under_every_filter(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    round_ = make_evaluation(session, partnership, agencies)
    sign_in(client, make_user(session, partnership, roles=("councillor",)))
    for page in ("", f"/rounds/{round_.slug}", f"/agencies/{agencies[0].id}"):
        text = text_of(client.get(f"/p/{partnership.slug}/dashboard{page}?agency_type=police").text)
        assert "[c]" in text, page
        assert not re.search(r"\b2 of 8\b|\b25%", text), page


def test_two_filters_together_show_everybody_and_say_so(client: FlaskClient, session: Session) -> None:
    partnership, agencies = make_place(session)
    make_evaluation(session, partnership, agencies)
    sign_in(client, make_user(session, partnership, roles=("councillor",)))
    page = client.get(f"/p/{partnership.slug}/dashboard?agency_type=health&locality=North").text
    assert "Everybody: no figure is released for a type of agency within a locality." in page
    assert "50% (30 of 60)" in page
