"""The annual pack in Word: a year's evidence under the headings of the annual report, each number with its source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from docx.text.paragraph import Paragraph

from analysis.derived_reports.annual import AnnualAction, AnnualFigure, AnnualPack, AnnualSection
from analysis.derived_reports.references import RoundReference
from analysis.report import Mark, Share
from exports.documents.contents_list import fill_contents, start_contents
from exports.documents.furniture import Origin, furnish, moment_text, origin_of
from exports.documents.paper import Paper, signs_of
from exports.documents.share_tables import Row
from exports.documents.tables import STRONG, Cell, Column
from exports.documents.template import ENGLISH, open_document
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE, count_text, percent_text
from exports.plain_text import plain_text
from exports.wording import MARK_MEANINGS, date_text, versions_text

KIND = "Evidence for the annual report"
FIGURES = (
    Column(head="What", share=48),
    Column(head="Figure", share=22, style=STRONG),
    Column(head="Source", share=30),
)
ACTIONS = (
    Column(head="Action", share=40),
    Column(head="Owner", share=18),
    Column(head="State, and what changed", share=26),
    Column(head="Source", share=16),
)
SOURCES = (
    Column(head="No.", share=7, style=STRONG),
    Column(head="Round", share=35),
    Column(head="Response", share=20),
    Column(head="Release and version", share=38),
)
LEFT_OUT = (Column(head="Round", share=50, style=STRONG), Column(head="Why it is not here", share=50))


def write_annual_pack(
    pack: AnnualPack, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the year's evidence to ``out``; template and language are those of :func:`open_document`."""
    paper = Paper(open_document(template, language=language), (CONFIDENTIAL, NOT_APPLICABLE))
    furnish(paper, _origin(pack), KIND)
    numbers = {source.slug: number for number, source in enumerate(pack.sources, start=1)}
    contents = _write_cover(paper, pack)
    for place, section in enumerate(pack.sections):
        _write_section(paper, section, numbers, new_page=place == 0)
    _write_sources(paper, pack.sources)
    if pack.left_out:
        paper.heading("Rounds that are not here")
        paper.table(LEFT_OUT, [[one.title, one.why] for one in pack.left_out], title="Rounds that are left out")
    _write_signs(paper, pack.sources)
    fill_contents(paper, contents)
    paper.save(out)


def year_text(pack: AnnualPack) -> str:
    """The year as it is written: ``2025–26``."""
    return f"{pack.begins_on.year}–{pack.ends_on.year % 100:02d}"


def _origin(pack: AnnualPack) -> Origin:
    return Origin(
        title=f"{pack.partnership}, {year_text(pack)}",
        partnership=pack.partnership,
        made_of=f"the rounds of {year_text(pack)}",
        release_class=pack.release_class,
        release_number=None,
        produced_at=pack.produced_at,
        instrument=None,
        policy=None,
        note="Release, version and policy of every figure: see Sources",
    )


def _write_cover(paper: Paper, pack: AnnualPack) -> Paragraph:
    origin = _origin(pack)
    paper.paragraph(f"{KIND} · {date_text(origin.produced_on)}", "Walkabout Kicker")
    paper.paragraph(f"The year {year_text(pack)} in evidence", "Title")
    paper.paragraph(pack.partnership or "Name of the partnership not recorded", "Subtitle")
    filled = sum(not section.is_empty for section in pack.sections)
    rounds = "1 round" if len(pack.sources) == 1 else f"{len(pack.sources)} rounds"
    paper.paragraph(
        f"From {date_text(pack.begins_on)} to {date_text(pack.ends_on)}: {rounds} with figures. There is something to "
        f"show under {filled} of {len(pack.sections)} headings.",
        "Walkabout Lead",
    )
    paper.paragraph(
        "This is evidence for the annual report, and not the report. What is from a record names the record and the "
        "day after it. Every figure of a round is one that its own report shows: its source is numbered, with the "
        "release, the version of the questions and the day, and these are listed at the end. Rounds stand under a "
        "heading by what was asked; whether a figure bears on it is yours to judge."
    )
    if pack.note:
        paper.paragraph(plain_text(pack.note))
    return start_contents(paper)


def _write_section(paper: Paper, section: AnnualSection, numbers: dict[str, int], *, new_page: bool) -> None:
    heading = section.heading
    paper.heading(heading.title, new_page=new_page)
    paper.paragraph(f"{heading.asks} ({heading.known_from}.)", "Walkabout Note")
    for statement in section.statements:
        for line in filter(None, map(plain_text, statement.splitlines())):
            paper.paragraph(line)
    if section.is_empty:
        paper.paragraph(
            f"Nothing to show for this heading. What would be evidence: {heading.needed}", "Walkabout Warning"
        )
    if section.figures:
        rows = [_figure_row(paper, figure, numbers) for figure in section.figures]
        paper.table(FIGURES, rows, title=f"Figures: {heading.title}")
    if section.actions:
        found = [_action_row(action, numbers) for action in section.actions]
        paper.table(ACTIONS, found, title=f"Actions: {heading.title}")
    for one in section.quotes:
        paper.quote(
            one.quote.text,
            f"{one.quote.attribution or 'Respondent'}, on {plain_text(one.theme)} [{numbers[one.source.slug]}]",
        )


def _figure_row(paper: Paper, figure: AnnualFigure, numbers: dict[str, int]) -> Row:
    share, source = figure.share, figure.source
    said = _signed(figure.words, source) if share is None else _share_text(paper, share, source)
    return [
        Cell(text=figure.label, style=STRONG, detail=figure.answer),
        said,
        Cell(text=f"[{numbers[figure.source.slug]}] {_release(figure.source)}", detail=_version(figure.source)),
    ]


def _share_text(paper: Paper, share: Share, source: RoundReference) -> str:
    """A share with count and base; what is hidden has the sign of that round's own policy."""
    if share.share is None:
        signs = signs_of(source.policy)
        mark: Mark = "c" if share.mark == "c" else "z"
        paper.marks.add(mark)
        return signs[0] if mark == "c" else signs[1]
    return f"{percent_text(share.share)} ({count_text(share.count)} of {count_text(share.base)})"


def _action_row(action: AnnualAction, numbers: dict[str, int]) -> Row:
    line = action.line
    day = line.closed_on or line.due_on
    state = f"{line.status} {day:%d.%m.%Y}" if day is not None and line.closed_on else line.status
    due = f"Due {date_text(line.due_on)}" if line.due_on and not line.closed_on else ""
    return [
        Cell(text=f"{line.reference} {line.action}", style=STRONG, detail=line.recommendation),
        line.owner,
        Cell(text=state, detail=line.impact or due),
        f"[{numbers[action.source.slug]}]",
    ]


def _release(source: RoundReference) -> str:
    day = origin_of(source).produced_on
    return f"{origin_of(source).release}, {day:%d.%m.%Y}"


def _version(source: RoundReference) -> str:
    return f"{versions_text(source.instrument)} ({plain_text(source.instrument.content_hash)[:8]})"


def _write_sources(paper: Paper, sources: Sequence[RoundReference]) -> None:
    paper.heading("Sources")
    if not sources:
        paper.paragraph("No round of this year has figures that are shown.", "Walkabout Warning")
        return
    rows: list[Row] = [
        [
            f"[{number}]",
            Cell(text=source.title, style=STRONG, detail=_open(source)),
            _response(source),
            Cell(
                text=f"{origin_of(source).release}, produced {moment_text(source.produced_at)}",
                detail=f"{source.instrument.title}, {versions_text(source.instrument)}, hash "
                f"{source.instrument.content_hash}; policy “{source.policy.name}”",
            ),
        ]
        for number, source in enumerate(sources, start=1)
    ]
    paper.table(SOURCES, rows, title="The rounds that the figures are from")


def _open(source: RoundReference) -> str:
    return f"Open from {date_text(source.opens_on)} to {date_text(source.closes_on, 'no closing date')}"


def _response(source: RoundReference) -> str:
    return _signed(source.response_rate.sentence, source)


def _signed(words: str, source: RoundReference) -> str:
    """Words of a report with the sign of its own policy."""
    return words.replace(CONFIDENTIAL, signs_of(source.policy)[0])


def _write_signs(paper: Paper, sources: Sequence[RoundReference]) -> None:
    """What the signs mean, of each policy that is in the pack."""
    if not paper.marks:
        return
    pairs = dict.fromkeys(signs_of(source.policy) for source in sources)
    for signs in pairs:
        for sign, mark in zip(signs, ("c", "z"), strict=True):
            if mark in paper.marks:
                meaning = MARK_MEANINGS["c" if mark == "c" else "z"].split("] ", 1)[1]
                paper.paragraph(f"{sign} {meaning}", "Walkabout Note")
