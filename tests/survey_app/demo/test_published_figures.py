"""The published Hertfordshire figures, from the demo partnership through every layer into the workbook's cells."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release
from analysis.figures import compute_figures
from analysis.report import Report
from exports.workbook import write_workbook
from survey_app.database import now
from survey_app.demo.loader import SLUG
from survey_app.partnership.models import Partnership
from survey_app.results.releases import released_report
from survey_app.results.snapshot import round_data
from survey_app.rounds.models import Round

AT = now()

# (question, published percentage, count of 39), domain facts of the Hertfordshire Learning Hub
FAVOURABLE = (("objectives_met", 0.90, 35), ("understand_better", 0.92, 36), ("could_contribute", 0.87, 34))


def _round(session: Session, ending: str) -> Round:
    found = session.scalars(
        select(Round).join(Partnership).where(Partnership.slug == SLUG, Round.title.endswith(ending))
    ).one()
    return found


def _cells(report: Report, sheet: str) -> list[list[Any]]:
    out = BytesIO()
    write_workbook(report, out)
    return CalamineWorkbook.from_filelike(BytesIO(out.getvalue())).get_sheet_by_name(sheet).to_python()


def _row(cells: list[list[Any]], label: str, *, after: str = "") -> list[Any]:
    """The first row that begins with this label, below the row that begins with ``after``."""
    start = next((index for index, row in enumerate(cells) if after and str(row[0]) == after), 0)
    return next(row for row in cells[start:] if str(row[0]) == label)


def test_the_workbook_shows_what_was_published_with_base_and_interval(demo: Session) -> None:
    report = released_report(demo, _round(demo, "evaluation"), at=AT)
    assert report.response_rate.sentence == "17% (39 of 225)"
    rates = _cells(report, "Response rates")
    assert _row(rates, report.title)[1:4] == [225, 39, pytest.approx(39 / 225, rel=1e-12)]
    forum = _cells(report, "The forum")
    labels = {block.name: block.label for section in report.sections for block in section.questions}
    for name, percent, count in FAVOURABLE:
        row = _row(forum, "Favourable: Strongly agree or Agree", after=labels[name])
        assert row[1:3] == [count, 39]
        assert round(row[3], 2) == percent
    understand = _row(forum, "Favourable: Strongly agree or Agree", after=labels["understand_better"])
    assert [round(share, 3) for share in understand[4:8]] == [0.797, 0.973, 0.811, 0.971]
    short = _row(forum, "Too short", after=labels["length"])
    assert (short[1], short[2], round(short[3], 2)) == (15, 39, 0.38)
    assert [round(share, 3) for share in short[4:8]] == [0.249, 0.541, 0.259, 0.527]


def test_the_survey_says_at_most_since_nobody_knows_the_waiting_lists(demo: Session) -> None:
    report = released_report(demo, _round(demo, "online survey"), at=AT)
    assert "at most 8.4%" in report.response_rate.sentence
    summary = _cells(report, "Summary")
    assert any("at most 8.4%" in str(cell) for row in summary for cell in row)
    assert report.themes is not None
    assert [theme.label for theme in report.themes.rows].count("Information sharing") == 1
    assert len(report.themes.rows) == 9


def test_under_the_default_policy_92_and_90_are_confidential_since_three_and_four_disagree(demo: Session) -> None:
    data = round_data(demo, _round(demo, "evaluation"), produced_at=AT)
    report = release(compute_figures(data), DisclosurePolicy.default(), ReleaseLedger()).report
    forum = _cells(report, "The forum")
    labels = {block.name: block.label for section in report.sections for block in section.questions}
    for name, _, count in FAVOURABLE:
        row = _row(forum, "Favourable: Strongly agree or Agree", after=labels[name])
        if count in (35, 36):
            assert row[1] == row[3] == "[c]"
        else:
            assert round(row[3], 2) == 0.87
    assert round(_row(forum, "Too short", after=labels["length"])[3], 2) == 0.38
    everything = " ".join(str(cell) for row in _cells(report, "Summary") for cell in row)
    assert "90%" not in everything
    assert "92%" not in everything


def test_nothing_in_the_demo_is_loaded_twice_or_left_sealed(demo: Session) -> None:
    from survey_app.collect.models import AnonymousResponse, SealedAnswer

    evaluation, survey = _round(demo, "evaluation"), _round(demo, "online survey")
    counts = {
        round_.id: len(demo.scalars(select(AnonymousResponse.key).where(AnonymousResponse.round_id == round_.id)).all())
        for round_ in (evaluation, survey)
    }
    assert counts == {evaluation.id: 39, survey.id: 33}
    assert demo.scalars(select(SealedAnswer.key)).all() == []
