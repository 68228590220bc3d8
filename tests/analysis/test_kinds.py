"""Every kind of question has its columns and its block in the report, and none gives away what it may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.columns import COLUMNS
from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json, working_report
from analysis.question_blocks import BLOCKS, UNREPORTED
from analysis.responses import response_frames
from instruments.model import ANSWERED_TYPES, METADATA_TYPES
from tests.analysis.kinds import kinds_documents, kinds_figures, kinds_instrument
from tests.analysis.rounds import block_of, make_responses


def test_every_kind_that_has_an_answer_has_columns() -> None:
    assert set(COLUMNS) == set(ANSWERED_TYPES)


def test_every_kind_that_has_an_answer_has_a_block_but_what_the_form_notes_by_itself() -> None:
    assert set(BLOCKS) | UNREPORTED == set(ANSWERED_TYPES)
    assert frozenset(METADATA_TYPES) == UNREPORTED


def test_columns_have_the_types_that_their_kinds_say() -> None:
    frames = response_frames(kinds_instrument(), make_responses(kinds_documents(6)))
    types = {str(name): str(dtype) for name, dtype in frames.main.dtypes.items()}
    expected = {
        "confidence_now": "Float64", "score": "Float64", "band": "str", "source": "str", "mail": "str", "badge": "str",
        "helps/time": "Int64", "seen": "boolean", "photo": "str", "place": "str", "begun": "datetime64[us]",
        "on_day": "datetime64[us]", "who": "str", "sector": "category", "sector_other": "str",
        "taking_part": "category",
    }  # fmt: skip
    assert {name: types[name] for name in expected} == expected


def test_repeats_in_repeats_have_a_key_for_every_level() -> None:
    frames = response_frames(kinds_instrument(), make_responses(kinds_documents(3)))
    assert list(frames.repeats["visit"].columns[:2]) == ["response_id", "entry"]
    assert list(frames.repeats["room"].columns[:3]) == ["response_id", "visit:entry", "entry"]
    toys = frames.repeats["toy"]
    assert list(toys.columns[:4]) == ["response_id", "visit:entry", "room:entry", "entry"]
    assert toys.iloc[:, :4].to_numpy().tolist() == [["r2", 1, 1, 1], ["r3", 1, 1, 1], ["r3", 2, 1, 1]]


def test_a_repeat_in_a_repeat_is_counted_in_its_own_entries() -> None:
    report = working_report(kinds_figures(45))
    rooms = next(section for section in report.sections if section.name == "room")
    assert (rooms.entries, rooms.within, rooms.entry_name) == (90, "Visits", "room")
    assert rooms.unit == "organisations"  # as the visits that they stand in
    assert block_of(report, "tidy").base == 90


def test_a_ranking_says_what_came_first_and_where_each_was_put() -> None:
    block = block_of(working_report(kinds_figures(43)), "helps")
    assert [row.share.count for row in block.rows] == [rank.positions[0] for rank in block.ranks]
    assert all(sum(rank.positions[place] or 0 for rank in block.ranks) == 43 for place in range(4))
    assert {rank.median for rank in block.ranks} <= {"1", "2", "3", "4", "between 2 and 3"}


def test_questions_shown_as_a_table_say_so() -> None:
    report = working_report(kinds_figures(20))
    assert {block_of(report, name).matrix for name in ("safe", "listened", "supported")} == {"How far do you agree?"}
    assert block_of(report, "heard").matrix is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("photo", "file"), ("signed", "file"), ("place", "place"), ("area", "place"), ("seen", "acknowledge"),
     ("mail", "text"), ("band", "text"), ("met_at", "date"), ("score", "number"), ("confidence_now", "number")],
)  # fmt: skip
def test_each_kind_has_its_block(name: str, kind: str) -> None:
    assert block_of(working_report(kinds_figures(20)), name).kind == kind


def test_no_report_has_an_answer_in_words_a_file_a_place_or_who_it_was() -> None:
    figures = kinds_figures(45)
    for report in (working_report(figures), release(figures, DisclosurePolicy.default(), ReleaseLedger()).report):
        text = report_to_json(report)
        for told in ("example.org", "01632", "Made-up role", "50.7", ".jpg", "user7", "poster", "'long'", "T10:00:00"):
            assert told not in text.replace("if(${years} > 5, 'long', 'short')", ""), told


def test_what_the_form_notes_by_itself_stands_in_no_report() -> None:
    names = {block.name for section in working_report(kinds_figures(9)).sections for block in section.questions}
    assert names.isdisjoint({"begun", "ended", "on_day", "who", "device"})


# Consent


def test_those_who_did_not_agree_are_counted_and_nothing_else_of_them_is() -> None:
    report = working_report(kinds_figures(45, refusals=6))
    consent = block_of(report, "taking_part")
    assert [(row.label, row.share.count) for row in consent.rows] == [("Yes, I agree", 39), ("No, I do not agree", 6)]
    assert report.responses == 39
    assert block_of(report, "role").absences.not_asked == 0
    assert "those who agreed" in " ".join(consent.notes)


def test_few_who_did_not_agree_hide_nothing_but_themselves() -> None:
    report = release(kinds_figures(45, refusals=2), DisclosurePolicy.default(), ReleaseLedger()).report
    assert report.responses == 43
    assert block_of(report, "taking_part").mark == "c"
    assert block_of(report, "role").base == 43
    assert re.search(r"\b45\b", re.sub(r"0\.\d+", "", report_to_json(report))) is None


def test_rates_by_group_are_left_out_where_few_did_not_agree(tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.DataFrame({"forum": ["North", "South"], "invited": [50, 50], "answered": [25, 20]})
    few = release(kinds_figures(45, refusals=2, frame=frame), DisclosurePolicy.default(), ReleaseLedger()).report
    many = release(kinds_figures(45, refusals=6, frame=frame), DisclosurePolicy.default(), ReleaseLedger()).report
    assert few.breakdowns == ()
    assert [row.answered for row in many.breakdowns[0].rows] == [25, 20]


# What is made from answers


def test_a_list_that_an_answer_filters_is_hidden_with_that_answer() -> None:
    figures = kinds_figures(12)  # 8 from the north, 4 from the south
    report = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    assert any(row.share.count is None for row in block_of(report, "region").rows) or block_of(report, "region").mark
    assert block_of(report, "town").mark == "c"


def test_a_ranking_with_a_small_number_shows_its_first_choices_only() -> None:
    report = release(kinds_figures(30), DisclosurePolicy.default(), ReleaseLedger()).report
    block = block_of(report, "helps")
    small = block_of(working_report(kinds_figures(30)), "helps")
    assert any(1 <= (count or 0) <= 4 for rank in small.ranks for count in rank.positions)
    assert all(count is None for rank in block.ranks for count in rank.positions)
    assert all(rank.median is None for rank in block.ranks)
