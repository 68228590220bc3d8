from __future__ import annotations

from dataclasses import replace

from analysis.beside import Beside, check_beside
from analysis.beside.quotes import ClearedQuote, quotes_for
from tests.exports.reports import make_report, make_themes


def quote(text: str, *themes: str) -> ClearedQuote:
    return ClearedQuote(themes=themes, text=text, treatment="paraphrased", attribution="Forum: North")


def test_a_quote_stands_once_under_the_first_theme_that_has_room() -> None:
    cleared = [quote(f"Words {n}", "early_help", "trust") for n in range(3)]
    found = quotes_for(make_report(), cleared, at_most=2)
    assert [(one.theme, one.text) for one in found] == [
        ("trust", "Words 0"),
        ("trust", "Words 1"),
        ("early_help", "Words 2"),
    ]
    assert (found[0].treatment, found[0].attribution) == ("paraphrased", "Forum: North")


def test_under_a_theme_whose_respondents_are_hidden_nothing_is_quoted() -> None:
    themes = make_themes()
    hidden = replace(themes.rows[0], mentions=None, respondents=None, mark="c")
    report = make_report(themes=replace(themes, rows=(hidden, *themes.rows[1:])))
    found = quotes_for(report, [quote("Of trust", "trust"), quote("Of both", "trust", "schools"), quote("None")])
    assert [(one.theme, one.text) for one in found] == [("schools", "Of both")]
    check_beside(report, Beside(quotes=found))


def test_a_report_without_themes_has_no_quotes_and_an_erased_wording_is_none() -> None:
    assert quotes_for(make_report(themes=None), [quote("Words", "trust")]) == ()
    assert quotes_for(make_report(), [quote(" ", "trust")]) == ()
