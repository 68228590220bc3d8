from __future__ import annotations

from dataclasses import replace

from analysis.disclosure.theme_gate import gate_themes
from analysis.report import QuestionBlock, ThemeRow, ThemeTable
from tests.analysis.rounds import block_of, comment, make_figures, make_instrument, spread


def make_row(name: str, mentions: int, respondents: int | None = None, **stances: int) -> ThemeRow:
    counts = {"strengths": mentions, "concerns": 0, "neutral": 0, **stances}
    people = mentions if respondents is None else respondents
    return ThemeRow(name=name, label=name, definition="", mentions=mentions, respondents=people, **counts)


def make_table(*rows: ThemeRow, comments: int = 40, coded: int = 35, respondents: int = 30) -> ThemeTable:
    return ThemeTable(comments=comments, coded=coded, respondents=respondents, rows=rows)


def make_block(comments: int, asked: int = 60) -> QuestionBlock:
    answers = spread(why={"A made-up comment.": comments, None: asked - comments})
    return block_of(make_figures(make_instrument(comment("why")), answers), "why")


def gate(table: ThemeTable, *, hidden_question: bool = False) -> ThemeTable:
    written = [make_block(40)]
    counts = {"why": 40}
    if hidden_question:
        written.append(replace(make_block(3), name="also", comments=None))
        counts["also"] = 3
    return gate_themes(table, written, counts, 4).table


def test_large_themes_pass_unchanged() -> None:
    table = make_table(make_row("time", 20), make_row("voice", 15), make_row("pay", 0))
    assert gate(table) == table


def test_a_theme_of_few_people_is_hidden_with_its_stances_and_stands_last() -> None:
    shown = gate(make_table(make_row("time", 30), make_row("voice", 9, respondents=3), make_row("pay", 8)))
    assert [row.name for row in shown.rows] == ["time", "pay", "voice"]
    hidden = shown.rows[-1]
    assert (hidden.mentions, hidden.respondents, hidden.strengths, hidden.mark) == (None, None, None, "c")
    assert shown.coded is not None


def test_a_theme_without_which_coded_comments_would_be_left_over_needs_more_hidden() -> None:
    # 35 comments have a theme and 32 have the first: so at least 3 have the second.
    shown = gate(make_table(make_row("time", 30), make_row("voice", 3), coded=32))
    assert shown.coded is None or shown.rows[0].mentions is None


def test_a_small_stance_is_hidden_with_another() -> None:
    shown = gate(make_table(make_row("time", 30, strengths=20, concerns=3, neutral=7)))
    row = shown.rows[0]
    assert (row.mentions, row.strengths, row.concerns, row.neutral, row.mark) == (30, 20, None, None, "c")


def test_many_themes_with_a_small_stance_each_are_all_kept() -> None:
    rows = [make_row(f"theme {n}", 30, strengths=20, concerns=3, neutral=7) for n in range(12)]
    shown = gate(make_table(*rows))
    assert [(row.mentions, row.strengths, row.concerns) for row in shown.rows] == [(30, 20, None)] * 12


def test_few_comments_that_have_no_theme_are_not_given_away() -> None:
    assert gate(make_table(make_row("time", 30), make_row("voice", 30), coded=37)).coded is None


def test_few_comments_hide_the_table() -> None:
    shown = gate(make_table(make_row("time", 3), comments=3, coded=3, respondents=3))
    assert (shown.comments, shown.coded, shown.respondents, shown.rows) == (None, None, None, ())


def test_a_hidden_question_takes_the_totals_with_it() -> None:
    shown = gate(make_table(make_row("time", 30), comments=43), hidden_question=True)
    assert (shown.comments, shown.coded, shown.respondents) == (None, None, None)
    assert shown.rows[0].mentions == 30


def test_a_few_who_left_the_question_blank_hide_the_totals_and_leave_the_themes() -> None:
    blank_by_three = replace(make_block(40, asked=60), base=None, comments=None, asked=43)
    concealed = replace(blank_by_three, absences=replace(blank_by_three.absences, not_answered=None, mark="c"))
    table = make_table(make_row("time", 30))
    shown = gate_themes(table, [concealed], {"why": 40}, 4).table
    assert (shown.comments, shown.rows[0].mentions) == (None, 30)
    # 40 mentions in 40 comments: then no more than 3 can have left it blank.
    nearly_all = make_table(make_row("time", 40), coded=40)
    assert gate_themes(nearly_all, [concealed], {"why": 40}, 4).table.rows == ()


def test_more_mentions_than_comments_elsewhere_would_tell_of_the_hidden_question() -> None:
    shown = gate(make_table(make_row("time", 42), comments=43, coded=43), hidden_question=True)
    assert shown.rows == ()
