"""What stands beside the report of files: comparison with an earlier report, standards, actions and visits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from analysis.beside import Actions, Beside, Visits
from analysis.beside.graded_forms import GradedRound, standards_in
from analysis.comparison import comparable_questions
from analysis.csv_files import FileProblem, FileProblems
from analysis.derived_reports import ComparisonReport, ReportsRefused, comparison_report
from analysis.disclosure import report_from_json
from analysis.report import Report
from analysis.round_data import RoundData


def beside_files(
    data: RoundData, report: Report, *, earlier: Path | None, actions: Path | None, visits: Path | None, at: datetime
) -> Beside:
    """Read what stands beside a report, and lay out the Section 11 grades where the answers hold any.

    Parameters
    ----------
    data : RoundData
        What the report was made of.
    report : Report
        The release.
    earlier : Path or None
        The JSON of the report of an earlier round.
    actions, visits : Path or None
        CSV files as :mod:`analysis.beside.actions` and :mod:`analysis.beside.visits` describe them.
    at : datetime
        Now: actions are overdue, and evidence is old, on this day.

    Raises
    ------
    FileProblems
        With every problem of the file that was being read.
    """
    from analysis.beside.standards import standards_of

    graded = GradedRound(form=data.instrument, responses=data.responses)
    return Beside(
        comparison=_comparison(data, report, earlier, at) if earlier is not None else None,
        standards=standards_of(graded, as_of=at.date()) if standards_in(data.instrument) else None,
        actions=_actions(actions, at) if actions is not None else None,
        visits=_visits(visits, report) if visits is not None else None,
    )


def _comparison(data: RoundData, report: Report, path: Path, at: datetime) -> ComparisonReport:
    try:
        earlier = report_from_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _problem(path, f"this is not the JSON of a report of a round ({error})") from error
    if earlier.instrument.content_hash != report.instrument.content_hash:
        raise _problem(
            path,
            "that round asked another version of the questionnaire, and a report does not tell which questions are the "
            "same; compare the two as rounds of a database",
        )
    form = data.instrument.instrument
    try:
        return comparison_report(earlier, report, comparable_questions(form, form), produced_at=at)
    except ReportsRefused as error:
        raise _problem(path, str(error)) from error


def _actions(path: Path, at: datetime) -> Actions:
    from analysis.beside.actions import actions_of, read_actions

    return actions_of(read_actions(path), at.date())


def _visits(path: Path, report: Report) -> Visits:
    from analysis.beside.visits import read_visits, visits_beside, visits_of

    return visits_beside(report, visits_of(read_visits(path)))


def _problem(path: Path, message: str) -> FileProblems:
    return FileProblems([FileProblem(path.name, None, None, message)])
