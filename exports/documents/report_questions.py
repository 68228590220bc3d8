"""What was answered: each section, each question with its base, a table and, where it tells something, a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.report import NumberSummary, QuestionBlock, Report, SectionBlock
from exports.briefing import is_part
from exports.chart_images import histogram_chart_image, question_chart_image
from exports.documents.paper import Paper
from exports.documents.share_tables import Row, write_answers
from exports.documents.tables import NUMBER, Column
from exports.formats import count_text
from exports.plain_text import plain_text
from exports.wording import (
    CLOSED_KINDS,
    COUNTED_KINDS,
    answers_given,
    base_sentence,
    capital,
    counted,
    counted_title,
    interval_methods,
    place_name,
    section_sentences,
    unit_nouns,
    version_notes,
)

MOST_CHARTS = 60
FEWEST_DRAWN = 5  # answers, below which a chart says less than the table
CHART_WIDTH = 380.0
WRITTEN = (
    Column(head="Question", share=58),
    Column(head="Asked", share=14, style=NUMBER),
    Column(head="Not answered", share=14, style=NUMBER),
    Column(head="Given", share=14, style=NUMBER),
)
NUMBERS = ("n", "minimum", "lower_quartile", "median", "upper_quartile", "maximum")
NUMBER_LABELS = ("Given", "Lowest", "Lower quartile", "Median", "Upper quartile", "Highest")
Nouns = tuple[str, str]


@dataclass(slots=True)
class _Charts:
    """How many charts may still be drawn, and how many were left out."""

    left: int = MOST_CHARTS
    omitted: int = 0


def write_questions(paper: Paper, report: Report) -> None:
    """Every section of the round, in form order."""
    paper.heading("What was answered", new_page=True)
    charts = _Charts()
    for section in report.sections:
        _write_section(paper, report, section, charts)
    if charts.omitted:
        paper.paragraph(
            f"Charts of {charts.omitted} further questions are left out here; they are on the results page and in the "
            "workbook.",
            "Walkabout Note",
        )


def _write_section(paper: Paper, report: Report, section: SectionBlock, charts: _Charts) -> None:
    nouns = unit_nouns(section)
    paper.heading(section.label, 2)
    if section.is_repeat:
        responses = counted(section.responses_with_entries, ("response", "responses"))
        paper.paragraph(
            paper.signed(f"{counted(section.entries, nouns)} in {responses}. Counts and bases are of {nouns[1]}.")
        )
    for sentence in (*section_sentences(section), *section.notes):
        paper.paragraph(paper.signed(sentence), "Walkabout Note")
    if section.mark == "c" and section.entries is None:
        paper.paragraph(f"The figures of this section are hidden: {paper.sign('c')}.", "Walkabout Warning")
    if not section.questions:
        paper.paragraph("This section has no question to report.", "Walkabout Note")
    for run in runs_of(section.questions):
        if all(block.kind in COUNTED_KINDS for block in run):
            _write_written(paper, run, counted_title(run))
            continue
        _write_block(paper, report, run[0], nouns, charts)
        parts = run[1:]
        if parts:
            _write_written(paper, parts, f"Recorded with “{plain_text(run[0].label, 70)}”")
        for block in parts:
            if block.kind not in COUNTED_KINDS:
                _write_block(paper, report, block, nouns, charts)


def runs_of(blocks: Sequence[QuestionBlock]) -> Iterator[list[QuestionBlock]]:
    """Questions that are written together: a judgement with its parts, or neighbours answered in words."""
    run: list[QuestionBlock] = []
    for block in blocks:
        if run and not _goes_on(run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _goes_on(run: Sequence[QuestionBlock], block: QuestionBlock) -> bool:
    if is_part(block):
        return block.part_of in (run[0].name, run[0].part_of)
    return block.kind in COUNTED_KINDS and all(one.kind in COUNTED_KINDS and not is_part(one) for one in run)


def _write_written(paper: Paper, blocks: Sequence[QuestionBlock], title: str) -> None:
    """How many were asked and gave an answer. Never the words of one."""
    rows: list[Row] = [
        [
            block.label,
            _count(paper, block.asked),
            _count(paper, block.absences.not_answered),
            _count(paper, answers_given(block)),
        ]
        for block in blocks
    ]
    paper.table(WRITTEN, rows, title=title)
    notes = dict.fromkeys(note for block in blocks for note in version_notes(block))
    for note in notes:
        paper.paragraph(note, "Walkabout Note")


def _count(paper: Paper, count: int | None) -> str:
    return paper.sign("c") if count is None else f"{count:,}"


def _write_block(paper: Paper, report: Report, block: QuestionBlock, nouns: Nouns, charts: _Charts) -> None:
    paper.heading(block.label, 3)
    paper.paragraph(paper.signed(base_sentence(block, nouns)), "Walkabout Note", keep_next=True)
    if block.kind in CLOSED_KINDS:
        _write_chart(paper, report, block, charts)
        write_answers(paper, block, title=f"{'First choices' if block.kind == 'rank' else 'Answers'}: {block.label}")
        _write_places(paper, block)
    elif block.numbers is not None:
        _write_numbers(paper, report, block, block.numbers)
    for note in _notes_of(paper, block):
        paper.paragraph(paper.signed(note), "Walkabout Note")


def _write_chart(paper: Paper, report: Report, block: QuestionBlock, charts: _Charts) -> None:
    if (block.base or 0) < FEWEST_DRAWN:
        return
    if not charts.left:
        charts.omitted += 1
        return
    chart = question_chart_image(block, report.policy)
    if chart is not None:
        charts.left -= 1
        paper.picture(chart, width=CHART_WIDTH)


def _notes_of(paper: Paper, block: QuestionBlock) -> list[str]:
    """The median, the kinds of absence, what the intervals assume, and the notes of the report."""
    absences = block.absences
    kinds = (
        ("not answered", absences.not_answered), ("not applicable", absences.not_applicable),
        ("don’t know", absences.dont_know), ("not asked", absences.not_asked),
    )  # fmt: skip
    said = [f"{name} {count_text(count)}" for name, count in kinds if count or count is None]
    found = [f"{capital(', '.join(said))}."] if said else []
    if block.median is not None:
        found.insert(0, f"The answer in the middle is “{block.median}”.")
    if block.median_note:
        found.insert(0, f"Median: {block.median_note}")
    methods = interval_methods(row.share for row in block.rows)
    shares = [*(row.share for row in block.rows), *([block.favourable] if block.favourable else [])]
    reasons = dict.fromkeys(share.note for share in shares if share.note)
    notes = [*found, *([methods] if methods else []), *reasons, *version_notes(block), *block.notes]
    bounds = block.favourable.bounds if block.favourable is not None else None
    if bounds is not None:
        notes.append(
            f"Whatever those think who did not answer, the favourable share of everybody asked is between "
            f"{bounds.low:.1%} and {bounds.high:.1%}."
        )
    return [" ".join(notes)] if notes else []


def _write_numbers(paper: Paper, report: Report, block: QuestionBlock, numbers: NumberSummary) -> None:
    values = [getattr(numbers, name) for name in NUMBERS]
    rows: list[Row] = [
        [label, paper.sign(numbers.mark) if value is None else f"{value:,.6g}" if value < 1e6 else f"{value:,.0f}"]
        for label, value in zip(NUMBER_LABELS, values, strict=True)
    ]
    columns = (Column(head="Of the numbers given", share=70), Column(head="Value", share=30, style=NUMBER))
    paper.table(columns, rows, title=f"Numbers: {block.label}")
    if numbers.histogram:
        bars: list[Row] = [
            [one.label, paper.sign(one.mark or "c") if one.count is None else f"{one.count:,}"]
            for one in numbers.histogram
        ]
        chart = histogram_chart_image(block, report.policy)
        if chart is not None:
            paper.picture(chart, width=CHART_WIDTH)
        heads = (Column(head="Interval", share=70), Column(head="How many", share=30, style=NUMBER))
        paper.table(heads, bars, title=f"Intervals: {block.label}")
    for note in (numbers.note, numbers.histogram_note):
        if note:
            paper.paragraph(paper.signed(note), "Walkabout Note")


def _write_places(paper: Paper, block: QuestionBlock) -> None:
    """Of a ranking, how often each choice was put at each of the first places, and its median place."""
    most = min(max((len(row.positions) for row in block.ranks), default=0), 6)
    if not most:
        return
    columns = (
        Column(head="Choice", share=40),
        *(Column(head=place_name(place + 1), share=8, style=NUMBER) for place in range(most)),
        Column(head="Median place", share=14, style=NUMBER),
    )
    rows: list[Row] = [
        [
            row.label,
            *(
                (paper.sign(row.mark) if (count := row.positions[place]) is None else f"{count:,}")
                if place < len(row.positions)
                else "–"
                for place in range(most)
            ),
            row.median or paper.sign(row.mark or "z"),
        ]
        for row in block.ranks
    ]
    paper.table(columns, rows, title=f"Places: {block.label}")
