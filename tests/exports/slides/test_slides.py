from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest
from pptx.oxml.ns import qn

from analysis.beside import NOTHING, Beside
from analysis.report import Report
from exports.briefing import key_figures
from exports.office_templates import TemplateRefused
from exports.slides import write_default_slide_template, write_slides
from exports.slides.deck import fitting_words
from exports.text_fit import lines_needed
from exports.wording import share_text
from tests.exports import beside, reports
from tests.exports.documents.office_parts import all_text, xml_problems
from tests.exports.documents.test_brief import LONG, make_huge
from tests.exports.documents.written import HOSTILE, bytes_of


def slides_of(report: Report, standing: Beside = NOTHING, **options: Any) -> bytes:
    return bytes_of(write_slides, report, beside=standing, **options)


def opened(presentation: bytes) -> Any:
    return pptx.Presentation(BytesIO(presentation))


def titles(presentation: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in presentation.slides]


def slide_called(presentation: Any, title: str) -> Any:
    return next(slide for slide in presentation.slides if slide.shapes.title.text_frame.text == title)


def charts(presentation: Any) -> Iterator[Any]:
    return (shape for slide in presentation.slides for shape in slide.shapes if shape.has_chart)


def table_words(slide: Any) -> list[list[str]]:
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in table.rows]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


EVERY: dict[str, Callable[[], bytes]] = {
    "forum": lambda: slides_of(reports.make_report()),
    "everything": lambda: slides_of(reports.make_report(), beside.make_beside(reports.make_report())),
    "walkabout": lambda: slides_of(
        reports.make_walkabout_report(), beside.make_beside(reports.make_walkabout_report(), agencies=20)
    ),
    "hidden": lambda: slides_of(reports.make_hidden_report()),
    "empty": lambda: slides_of(reports.make_empty_report()),
    "huge": lambda: slides_of(make_huge(), beside.make_beside(make_huge(), actions=beside.make_actions(60))),
}


@pytest.fixture(scope="module", params=EVERY)
def made(request: pytest.FixtureRequest) -> bytes:
    return EVERY[request.param]()


def test_slides_are_eight_to_twelve_valid_and_wide(made: bytes) -> None:
    presentation = opened(made)
    assert 8 <= len(presentation.slides) <= 12
    assert presentation.slide_width / presentation.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert xml_problems(made) == []


def test_every_slide_has_a_title_of_its_own_read_first_and_no_empty_place(made: bytes) -> None:
    presentation = opened(made)
    found = titles(presentation)
    assert len(set(found)) == len(found)
    assert all(found)
    for slide in presentation.slides:
        assert slide.shapes[0] == slide.shapes.title
        assert all(shape.text_frame.text.strip() for shape in slide.shapes if shape.has_text_frame)
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(set(numbers)) == len(numbers)


def test_charts_and_tables_are_native_described_and_in_the_places_of_the_layout(made: bytes) -> None:
    for slide in opened(made).slides:
        for shape in slide.shapes:
            assert not shape._element.tag.endswith("}pic")
            if shape.has_chart or shape.has_table:
                assert shape.is_placeholder
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_every_run_says_that_it_is_british_english(made: bytes) -> None:
    presentation = opened(made)
    runs = [run for slide in presentation.slides for run in slide._element.iter(qn("a:r"))]
    runs += [run for slide in presentation.slides for run in slide.notes_slide._element.iter(qn("a:r"))]
    assert {run.find(qn("a:rPr")).get("lang") for run in runs} == {"en-GB"}


def test_no_text_runs_out_of_its_place(made: bytes) -> None:
    presentation = opened(made)
    for slide in presentation.slides:
        for shape in slide.placeholders:
            if not shape.has_text_frame or shape.placeholder_format.type.name in ("FOOTER", "SLIDE_NUMBER"):
                continue
            height = 0.0
            for paragraph in shape.text_frame.paragraphs:
                size = paragraph.runs[0].font.size.pt
                bold = shape == slide.shapes.title
                height += lines_needed(paragraph.text, shape.width.pt - 14, size, bold=bold) * size * 1.2
            assert height <= shape.height.pt, slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= presentation.slide_height * 0.93


def test_notes_name_the_source(made: bytes) -> None:
    for slide in opened(made).slides:
        assert "Source: " in notes(slide)
        assert "version 3 (ab12ab12)" in notes(slide)


def test_what_people_said_are_the_reports_figures_with_count_and_base() -> None:
    report = reports.make_report()
    slide = slide_called(opened(slides_of(report)), "What people said")
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    figures = key_figures(report, most=6)
    assert [str(one) for one in chart.plots[0].categories] == [
        f"{figure.label} · {figure.share.count} of {figure.share.base}" for figure in figures
    ]
    assert list(chart.plots[0].series[0].values) == pytest.approx([figure.share.share for figure in figures])
    for figure in figures:
        assert f"{figure.label}: {share_text(figure.share)} answered {figure.answer}" in notes(slide)


def test_few_answers_are_counts_in_a_table_and_no_chart() -> None:
    block = reports.make_closed("q", "Question", counts=(3, 1, 0, 0, 0))
    presentation = opened(slides_of(reports.make_report(sections=(reports.make_section("s", "S", block),))))
    assert table_words(slide_called(presentation, "What people said")) == [
        ["Question", "Answer", "How many"],
        ["Question", "Strongly agree or Agree", "4 of 4 people"],
    ]
    assert "Question" not in titles(presentation)


def test_themes_are_stacked_by_stance_and_told_in_words() -> None:
    report = reports.make_report()
    presentation = opened(slides_of(report))
    chart = next(s.chart for s in slide_called(presentation, "What people wrote").shapes if s.has_chart)
    assert report.themes is not None
    values = {series.name: list(series.values) for series in chart.plots[0].series}
    assert values == {
        "Strengths": [row.strengths for row in report.themes.rows],
        "Concerns": [row.concerns for row in report.themes.rows],
        "Neutral": [row.neutral for row in report.themes.rows],
    }
    words = table_words(slide_called(presentation, "Summary of themes"))
    first = report.themes.rows[0]
    assert words[1] == [
        first.label, first.definition, "14 mentions by 11 people: 9 strengths, 4 concerns, 1 neutral",
    ]  # fmt: skip


def test_standards_show_how_many_agencies_have_each_grade() -> None:
    report = reports.make_report()
    standards = beside.make_standards(20)
    chart = next(
        s.chart
        for s in slide_called(
            opened(slides_of(report, Beside(standards=standards))), "Section 11: grades by standard"
        ).shapes
        if s.has_chart
    )
    for place, series in enumerate(chart.plots[0].series):
        assert list(series.values) == [one.counts[place] for one in standards.heat.by_standard]
        assert series.name == standards.grade_labels[standards.heat.grades[place]]


def test_a_hidden_rate_is_in_no_chart_and_not_in_the_workbook_behind_it() -> None:
    presentation = opened(slides_of(reports.make_report()))
    slide = slide_called(presentation, "Who answered, by forum")
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert [str(one).split(" · ")[0] for one in chart.plots[0].categories] == [
        "North forum", "South forum", "East forum", "West forum",
    ]  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert book.active is not None
    assert book.active.max_row == 5
    assert "Not shown: Evening forum." in [
        p.text for s in slide.placeholders if s.has_text_frame for p in s.text_frame.paragraphs
    ]
    assert "Evening forum: [c]" in notes(slide)


def test_a_report_that_hides_everything_has_no_chart_and_no_figure() -> None:
    made = opened(slides_of(reports.make_hidden_report()))
    assert not list(charts(made))
    words = " ".join(notes(slide) for slide in made.slides)
    assert "[c]" not in words.replace("hidden ([c])", "")


def test_the_policys_own_sign_stands_in_place_of_ours() -> None:
    policy = replace(reports.DEFAULT_POLICY, symbol="*")
    text = all_text(slides_of(reports.make_report(policy=policy), beside.make_beside(reports.make_report())))
    assert "[c]" not in text
    assert "Evening forum: *" in text


def test_hostile_text_stays_text_in_slides_and_in_the_workbooks_behind_charts() -> None:
    label = "=cmd|' /C calc'!A0 <a:p>&amp;\x00😀"
    question = reports.make_closed("q", label, (("a", label), ("b", "http://example.org"), ("c", "{=1}")), (30, 5, 4))
    report = reports.make_report(
        title=HOSTILE, partnership=HOSTILE, sections=(reports.make_section("s", HOSTILE, question),)
    )
    made = slides_of(report, Beside(quotes=beside.make_quotes(report)))
    assert xml_problems(made) == []
    presentation = opened(made)
    assert any("=cmd|' /C calc'!A0 <a:p>&amp; 😀" in title for title in titles(presentation))
    for shape in charts(presentation):
        book = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        assert book.active is not None
        for row in book.active.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None


def test_working_papers_say_so_on_every_slide_and_releases_on_none() -> None:
    working = opened(slides_of(reports.make_walkabout_report()))
    for slide in working.slides:
        assert any(s.has_text_frame and s.text_frame.text.startswith("WORKING PAPER") for s in slide.shapes)
    assert "WORKING PAPER" not in all_text(slides_of(reports.make_report()))


def test_words_without_room_are_counted() -> None:
    size, items = fitting_words([LONG] * 40, 400, 300)
    assert size == 14
    assert items[-1] == f"And {40 - len(items) + 1} more in the full report."
    assert fitting_words(["Short."], 400, 300) == (24, ["Short."])


def test_what_is_asked_can_be_said_in_ones_own_words() -> None:
    slide = slide_called(opened(slides_of(reports.make_report(), ask=["Close the round."])), "What happens next")
    assert slide.placeholders[1].text_frame.text == "Close the round."


def test_a_template_gives_its_layouts_and_loses_its_slides(tmp_path: Path) -> None:
    path = tmp_path / "ours.potx"
    write_default_slide_template(path)
    template = pptx.Presentation(str(path))
    template.slide_layouts[1].name = "Council content"
    for layout in template.slide_layouts:
        layout._element.cSld.set("name", f"Council {layout.name}")
    template.save(str(path))
    made = slides_of(reports.make_report(), template=path)
    presentation = opened(made)
    assert {slide.slide_layout.name for slide in presentation.slides} <= {
        "Council Title Slide", "Council Title and Content", "Council Two Content", "Council Council content",
    }  # fmt: skip
    assert "slides of a template are left out" not in all_text(made)
    assert xml_problems(made) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "There is no template"), (b"no zip", "not a PowerPoint presentation that can be read")],
    ids=["missing", "no zip"],
)
def test_a_bad_template_is_a_clear_sentence(content: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.pptx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TemplateRefused, match=message):
        slides_of(reports.make_report(), template=path)


def test_a_template_without_a_place_for_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.pptx"
    template = pptx.Presentation()
    for layout in list(template.slide_layouts):
        if layout.name not in ("Title Only", "Blank"):
            template.slide_layouts.remove(layout)
    template.save(str(path))
    with pytest.raises(TemplateRefused, match="no layout with a title and one place for content"):
        slides_of(reports.make_report(), template=path)
