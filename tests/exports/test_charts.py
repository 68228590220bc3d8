from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from exports.charts import (
    ACCENT,
    BAR_GREY,
    TRACK,
    chart_alt_text,
    question_chart_svg,
    response_rate_chart_svg,
    themes_chart_svg,
)
from tests.exports import reports

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str | None) -> etree._Element:
    assert svg is not None
    return etree.fromstring(svg.encode())


def texts(svg: str | None) -> list[str]:
    return ["".join(element.itertext()) for element in drawn(svg).iter(f"{SVG}text")]


def fills(svg: str | None) -> list[str]:
    rectangles = [element for element in drawn(svg).iter(f"{SVG}path") if element.get("fill") not in (None, "none")]
    return [str(element.get("fill")) for element in rectangles]


def test_a_question_is_drawn_with_every_label_and_figure_in_words() -> None:
    block = reports.make_closed("objectives_met", "The forum met its objectives")
    found = texts(question_chart_svg(block))
    for row, figure in zip(block.rows, ("51% (20 of 39)", "38% (15 of 39)", "5.1% (2 of 39)"), strict=False):
        assert row.label in found
        assert figure in found
    assert "Dark bars are favourable: Strongly agree or Agree." in found


def test_favourable_bars_are_dark_and_the_others_grey() -> None:
    block = reports.make_closed("q", "Q", counts=(20, 15, 2, 1, 1))
    bars = [fill for fill in fills(question_chart_svg(block)) if fill != TRACK]
    assert bars == [ACCENT, ACCENT, BAR_GREY, BAR_GREY, BAR_GREY]


def test_a_question_without_a_better_end_has_bars_of_one_colour() -> None:
    block = reports.make_closed("q", "Q", kind="single", good=0)
    assert set(fills(question_chart_svg(block))) == {ACCENT, TRACK}


def test_a_multiple_choice_is_drawn_from_most_to_least_chosen() -> None:
    useful = (("talks", "Talks"), ("table", "Table"), ("pack", "Pack"))
    block = reports.make_closed("u", "Useful?", useful, (11, 30, 17), base=39, kind="multiple", good=0)
    labels = [text for text in texts(question_chart_svg(block)) if text in ("Talks", "Table", "Pack")]
    assert labels == ["Table", "Pack", "Talks"]


def test_a_hidden_figure_has_its_mark_and_no_bar() -> None:
    block = reports.make_closed("q", "Q", counts=(20, None, None, 10, 0), base=39)
    svg = question_chart_svg(block)
    assert texts(svg).count("[c]") == 2
    assert fills(svg).count(TRACK) == 3


@pytest.mark.parametrize(
    "block",
    [
        reports.make_hidden("q", "Hidden"),
        reports.make_closed("q", "Nobody", counts=(0,) * 5, base=0),
        replace(reports.make_closed("q", "Few"), narrative_only=True),
        reports.make_text("t", "Words"),
        reports.make_number("n", "Numbers"),
    ],
    ids=lambda block: block.label,
)
def test_where_there_is_nothing_to_draw_there_is_no_chart(block: reports.QuestionBlock) -> None:
    assert question_chart_svg(block) is None


@pytest.mark.parametrize("width", [320, 480, 640, 700])
def test_no_text_runs_out_of_the_picture(width: int) -> None:
    long = "Which of these, if any, would have helped you to take a fuller part in the discussion at your table?"
    block = reports.make_closed("q", long, tuple((f"c{i}", f"{long} ({i})") for i in range(5)))
    svg = question_chart_svg(block, width=width)
    assert float(drawn(svg).get("width", "0")) <= width
    assert max(len(text) for text in texts(svg)) * 7.6 <= width + 1


def test_an_svg_stands_alone_without_script_style_or_anything_fetched() -> None:
    svg = question_chart_svg(reports.make_closed("q", "Q"))
    assert svg is not None
    root = drawn(svg)
    assert root.tag == f"{SVG}svg"
    assert not [element for element in root.iter() if element.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}image")]
    assert "href" not in svg.replace("xmlns:xlink", "")
    assert "Arial" in svg


def test_an_svg_says_what_it_shows_in_the_same_words_as_the_workbook() -> None:
    block = reports.make_closed("q", "Did “it” work & help <us>?")
    root = drawn(question_chart_svg(block))
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart_alt_text(block)


def test_hostile_labels_stay_text() -> None:
    label = '</text><script>alert("x")</script>\x00😀 & more'
    block = reports.make_closed("q", label, (("a", label), ("b", "=cmd|' /C calc'!A0")), (3, 4), good=0)
    svg = question_chart_svg(block)
    assert svg is not None
    assert "<script" not in svg
    assert "=cmd|' /C calc'!A0" in texts(svg)


def test_response_rates_are_drawn_and_hidden_ones_marked() -> None:
    found = texts(response_rate_chart_svg(reports.make_rates()[0]))
    assert "23% (11 of 48)" in found
    assert "[c]" in found


def test_hidden_response_rates_have_no_chart() -> None:
    assert response_rate_chart_svg(reports.make_hidden_report().breakdowns[0]) is None


def test_themes_are_drawn_from_most_to_least_mentioned_with_stances_in_words() -> None:
    found = texts(themes_chart_svg(reports.make_themes()))
    assert found.index("Trust between agencies") < found.index("Early help")
    assert "14 (9 strength, 4 concern, 1 neutral)" in found


def test_a_theme_whose_stances_are_hidden_shows_its_mentions_alone() -> None:
    row = replace(reports.make_themes().rows[0], strengths=None, concerns=None, neutral=None, mark="c")
    found = texts(themes_chart_svg(reports.make_themes(rows=(row,))))
    assert "14 mentions" in found


def test_themes_without_a_shown_mention_have_no_chart() -> None:
    assert themes_chart_svg(reports.make_themes(rows=())) is None
    themes = reports.make_hidden_report().themes
    assert themes is not None
    assert themes_chart_svg(themes) is None
