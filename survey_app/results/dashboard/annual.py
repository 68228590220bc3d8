"""The annual pack of a partnership: the released reports of a year's rounds, with what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from analysis.derived_reports.annual import AnnualPack, annual_pack
from survey_app.partnership.models import Partnership
from survey_app.results.beside import beside_of
from survey_app.results.dashboard.stored import newest_reports, opened_rounds
from survey_app.results.services import Reader
from survey_app.rounds.models import Round


def years_of(rounds: list[Round]) -> dict[int, int]:
    """The years, by the one in which they begin on 1 April, with how many rounds closed or opened in each."""
    found: dict[int, int] = {}
    for round_ in rounds:
        day = round_.closes_on or round_.opens_on
        if day is not None:
            year = day.year if day.month >= 4 else day.year - 1
            found[year] = found.get(year, 0) + 1
    return dict(sorted(found.items(), reverse=True))


def pack_of(
    session: Session, partnership: Partnership, year: int, *, reader: Reader, at: datetime,
    statements: Mapping[str, Sequence[str]] | None = None,
) -> AnnualPack:  # fmt: skip
    """The pack of one year, made of releases only; ``statements`` are what stands under headings beside them."""
    rounds = {round_.id: round_ for round_ in opened_rounds(session, partnership.id)}
    reports = newest_reports(session, list(rounds.values()), reader=reader, at=at, most=None).reports
    of_year = {key: report for key, report in reports.items() if years_of([rounds[key]]).get(year)}
    besides = {
        report.slug: beside_of(session, rounds[key], report, reader=reader, at=at) for key, report in of_year.items()
    }
    return annual_pack(
        partnership.name, year, list(of_year.values()), produced_at=at, besides=besides, statements=statements
    )
