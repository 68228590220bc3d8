from __future__ import annotations

from pathlib import Path

import pytest

from analysis.beside import Beside
from analysis.report import ReportVerdict
from exports.documents import write_forum_feedback
from exports.documents.forum_feedback import NOT_YET
from tests.exports import beside, reports
from tests.exports.documents.office_parts import xml_problems
from tests.exports.documents.test_brief import make_huge, pages_of
from tests.exports.documents.written import HOSTILE, body_text, bytes_of, check_accessible, opened, paragraphs


def bullets(**options: object) -> list[str]:
    return paragraphs(opened(bytes_of(write_forum_feedback, reports.make_report(), **options)), "List Bullet")


def test_what_was_said_stands_in_counts_and_themes_in_plain_words() -> None:
    found = bullets()
    assert found[0] == "35 of 39 people answered “Strongly agree or Agree” to “The forum met its objectives”."
    assert found[3] == "Trust between agencies. Knowing whom to ring, and being rung back. 11 people wrote about it."


def test_replies_of_the_leaders_and_actions_are_what_happens_next() -> None:
    actions = beside.make_actions(4)
    found = bullets(replies={"trust": "Accepted. Every agency names a duty number."}, beside=Beside(actions=actions))
    assert "Trust between agencies. Accepted. Every agency names a duty number." in found
    line = next(one for one in actions.lines if one.closed_on is None)
    assert any(one.startswith(f"{line.action.rstrip('.')} ({line.owner}") for one in found)


def test_where_nothing_is_decided_the_sheet_says_so() -> None:
    assert bullets()[-1] == NOT_YET


def test_a_reply_to_a_theme_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="theme “parking”"):
        bullets(replies={"parking": "No."})


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("with care", "others may think differently"), ("not reportable", "not a finding about everybody")],
)
def test_how_far_it_goes_is_said_plainly(verdict: str, words: str) -> None:
    found = ReportVerdict(verdict=verdict, sentence="39 of 225", reasons=())  # type: ignore[arg-type]
    sheet = opened(bytes_of(write_forum_feedback, reports.make_report(verdict=found), contact="hub@example.org"))
    assert words in body_text(sheet)
    assert "Small numbers are left out" in body_text(sheet)
    assert paragraphs(sheet)[-1] == "Questions? hub@example.org"


def test_where_nothing_is_hidden_nothing_is_said_to_be() -> None:
    assert "Small numbers" not in body_text(opened(bytes_of(write_forum_feedback, reports.make_walkabout_report())))


def test_a_sheet_of_hidden_figures_shows_none() -> None:
    sheet = bytes_of(write_forum_feedback, reports.make_hidden_report())
    assert "No figure can be shown: too few have answered." in paragraphs(opened(sheet), "List Bullet")


def test_sheets_are_valid_and_accessible() -> None:
    report = reports.make_report(
        title=HOSTILE, sections=(reports.make_section("s", "S", reports.make_closed("q", HOSTILE)),)
    )
    for sheet in (
        bytes_of(write_forum_feedback, report, beside=Beside(quotes=beside.make_quotes(report)), contact=HOSTILE),
        bytes_of(write_forum_feedback, make_huge()),
    ):
        assert xml_problems(sheet) == []
        check_accessible(opened(sheet))


@pytest.mark.long
@pytest.mark.parametrize("name", ["forum", "everything", "huge"])
def test_a_sheet_has_one_page_whatever_the_round(name: str, tmp_path: Path) -> None:
    report = make_huge() if name == "huge" else reports.make_report()
    standing = Beside() if name == "forum" else beside.make_beside(report)
    replies = {row.name: "Accepted. " * 20 for row in report.themes.rows} if report.themes and name == "huge" else {}
    sheet = bytes_of(write_forum_feedback, report, beside=standing, replies=replies, contact="hub@example.org")
    assert pages_of(sheet, tmp_path) == 1
