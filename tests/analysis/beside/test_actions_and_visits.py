from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.beside import Beside, check_beside
from analysis.beside.actions import actions_of, read_actions
from analysis.beside.visits import NOT_COUNTED, read_visits, visits_beside, visits_of
from analysis.csv_files import FileProblems
from tests.exports.reports import make_report

TODAY = date(2026, 3, 2)
ACTIONS = """reference,recommendation,action,owner,opened_on,due_on,closed_on,impact
A1,Teach the protocol,Brief teams,Police,2026-01-05,01/02/2026,,
A2,Teach the protocol,Write a page,Health,2026-01-05,2026-02-01,2026-01-20,Staff name the route
A3,Ask children,Ask them,Health,2026-01-05,2026-06-01,,
A4,Ask children,Ask again,Health,2026-04-01,,,
,Check files,,,,,,
"""
VISITS = """agency,site,on,team,conversations,signed_off_on
Police,Front desk,2026-02-03,Two auditors,6,2026-02-20
Health,Clinic,03/01/2026,Two auditors,,
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_actions_say_where_they_stand_on_the_day(tmp_path: Path) -> None:
    found = actions_of(read_actions(written(tmp_path, ACTIONS)), TODAY, note="Made up.")
    assert [(line.reference, line.status) for line in found.lines] == [
        ("A1", "Overdue"),
        ("A3", "Open"),
        ("A2", "Closed"),
    ]
    assert found.lines[0].due_on == date(2026, 2, 1)
    assert found.without_action == ("Check files",)
    figures = found.figures
    assert (figures.n_actions, figures.n_overdue, figures.n_closed, figures.n_not_begun) == (3, 1, 1, 1)
    assert figures.with_impact is not None
    assert (figures.with_impact.count, figures.with_impact.base) == (1, 1)


def test_on_an_earlier_day_what_was_closed_later_is_open(tmp_path: Path) -> None:
    found = actions_of(read_actions(written(tmp_path, ACTIONS)), date(2026, 1, 10))
    assert {line.status for line in found.lines} == {"Open"}
    assert {line.closed_on for line in found.lines} == {None}


def test_no_actions_are_no_lines() -> None:
    frame = pd.DataFrame(columns=["recommendation", "action", "owner", "opened_on", "due_on", "closed_on"])
    assert actions_of(frame, TODAY).lines == ()


def test_a_file_of_actions_says_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    text = (
        "reference,recommendation,action,owner,opened_on,due_on\nA1,,Brief,,soon,2026-13-01\nA2,Teach,Brief,Police,,\n"
    )
    with pytest.raises(FileProblems) as caught:
        read_actions(written(tmp_path, text))
    said = [(problem.line, problem.column) for problem in caught.value.problems]
    assert said == [
        (1, "closed_on"),
        (2, "recommendation"),
        (2, "owner"),
        (2, "opened_on"),
        (2, "due_on"),
        (3, "opened_on"),
    ]


def test_an_action_closed_before_it_was_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblems, match="before the day on which"):
        read_actions(written(tmp_path, ACTIONS.replace("2026-01-20", "2025-01-20")))


def test_a_frame_without_the_day_of_opening_is_refused_by_name() -> None:
    frame = pd.DataFrame({"action": ["Brief"], "due_on": [None], "closed_on": [None]})
    with pytest.raises(ValueError, match="no column 'opened_on'"):
        actions_of(frame, TODAY)
    with pytest.raises(ValueError, match="'Brief' has no day of opening"):
        actions_of(frame.assign(opened_on=[None]), TODAY)


def test_visits_come_in_the_order_of_their_days(tmp_path: Path) -> None:
    found = visits_of(read_visits(written(tmp_path, VISITS)))
    assert [(visit.agency, visit.on, visit.conversations) for visit in found.lines] == [
        ("Health", date(2026, 1, 3), None),
        ("Police", date(2026, 2, 3), 6),
    ]
    assert found.lines[1].signed_off_on == date(2026, 2, 20)


def test_beside_a_release_visits_do_not_say_how_many_people_were_spoken_to(tmp_path: Path) -> None:
    visits = visits_of(read_visits(written(tmp_path, VISITS)), note="Made up.")
    assert visits_beside(make_report(release_class="working"), visits) == visits
    found = visits_beside(make_report(), visits)
    assert {visit.conversations for visit in found.lines} == {None}
    assert found.note == f"Made up. {NOT_COUNTED}"


def test_a_release_is_refused_that_would_say_at_which_visit_there_were_few(tmp_path: Path) -> None:
    visits = visits_of(read_visits(written(tmp_path, VISITS.replace(",6,", ",3,"))))
    with pytest.raises(ValueError, match="Front desk"):
        check_beside(make_report(), Beside(visits=visits))
    check_beside(make_report(release_class="working"), Beside(visits=visits))
    check_beside(make_report(), Beside(visits=visits_beside(make_report(), visits)))


def test_a_file_of_visits_says_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    text = (
        "agency,site,on,team,conversations,signed_off_on\n,Clinic,,Two,many,\nPolice,Desk,2026-02-03,Two,,2026-01-01\n"
    )
    with pytest.raises(FileProblems) as caught:
        read_visits(written(tmp_path, text))
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (2, "agency"),
        (2, "on"),
        (2, "conversations"),
        (3, "signed_off_on"),
    ]
