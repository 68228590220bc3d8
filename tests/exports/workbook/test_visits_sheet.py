"""The sheet of visits read back."""

from __future__ import annotations

from analysis.beside import Beside, Visits
from tests.exports import beside, reports
from tests.exports.workbooks import sheets, structure, written


def test_every_visit_has_a_row() -> None:
    visits = beside.make_visits()
    data = written(reports.make_report(), beside=Beside(visits=visits))
    rows = sheets(data)["Visits"]
    start = next(number for number, row in enumerate(rows) if row[0] == "Agency") + 1
    for visit, row in zip(visits.lines, rows[start:], strict=True):
        conversations = "not recorded" if visit.conversations is None else visit.conversations
        signed = visit.signed_off_on or "not signed off"
        assert row == [visit.agency, visit.site, visit.on, visit.team, conversations, signed]
    assert "Constructed for an example." in [row[0] for row in rows]
    assert next(iter(structure(data)["Visits"].tables.values())).autoFilter is not None


def test_a_round_without_visits_says_so_or_has_no_such_sheet() -> None:
    rows = sheets(written(reports.make_report(), beside=Beside(visits=Visits(lines=()))))["Visits"]
    assert "No visit has been recorded." in [row[0] for row in rows]
    assert "Visits" not in sheets(written(reports.make_report()))
