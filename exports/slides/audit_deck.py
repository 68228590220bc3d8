"""An audit before the Executive: what was looked at, what is strong, what gets in the way, and what is recommended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from exports.documents.audit_report import GROUPS, AuditPoint, AuditReportPaper, audit_origin
from exports.plain_text import plain_text
from exports.slides.deck import Deck
from exports.slides.look import open_presentation
from exports.slides.plans import SlidePlan, TablePlan
from exports.wording import date_text

ENGLISH = "en-GB"
POINTS_A_SLIDE = 5
COEFFICIENTS = ("Gwet", "Krippendorff")  # said in the notes


def write_audit_slides(
    report: AuditReportPaper, out: Path | BinaryIO, *, template: Path | None = None, language: str = ENGLISH
) -> None:
    """Write the slides of an audit to ``out``.

    Parameters
    ----------
    report : AuditReportPaper
        What the audit's report says; slides say nothing that it does not.
    template : Path, optional
        A council's .pptx or .potx.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    """
    origin = audit_origin(report)
    deck = Deck(open_presentation(template), origin, language)
    window = f"Work from {date_text(report.window_starts_on)} to {date_text(report.window_ends_on)}"
    deck.cover(report.title, [report.partnership, f"{report.kind} · {window}", origin.release], [report.purpose])
    for plan in _plans(report):
        deck.add(plan)
    deck.save(out)


def _plans(report: AuditReportPaper) -> Iterator[SlidePlan]:
    yield SlidePlan(title="What we looked at", words=report.chosen, notes=report.method)
    if report.meetings:
        yield _meetings(report)
    yield from _learning(report)
    if report.themes:
        yield _themes(report)
    if report.agreement:
        lines = tuple(f"{figure}: {words}" for figure, words in report.agreement)
        said = tuple(line for line in lines if not line.startswith(COEFFICIENTS))
        yield SlidePlan(title="How far agencies agreed", words=said, notes=lines)
    yield _recommendations(report)
    yield SlidePlan(title="What we ask of you", words=tuple(_asked(report)), notes=report.left_out)


def _learning(report: AuditReportPaper) -> Iterator[SlidePlan]:
    """Strengths on their own; what helps beside what gets in the way where both have room on one slide."""
    helps, hinders = report.learning_of("enabler"), report.learning_of("challenge")
    together = bool(helps and hinders) and len(helps) + len(hinders) <= POINTS_A_SLIDE
    for kind, title in GROUPS:
        if together and kind == "enabler":
            words = [f"Helps. {_words(one)}" for one in helps] + [f"Gets in the way. {_words(one)}" for one in hinders]
            yield SlidePlan(title="What helps, and what gets in the way", words=tuple(words))
        elif not (together and kind == "challenge"):
            points = report.learning_of(kind)
            for first in range(0, len(points), POINTS_A_SLIDE):
                yield SlidePlan(title=title, words=tuple(map(_words, points[first : first + POINTS_A_SLIDE])))


def _words(one: AuditPoint) -> str:
    return f"{one.theme}: {plain_text(one.text)}" if one.theme else plain_text(one.text)


def _meetings(report: AuditReportPaper) -> SlidePlan:
    rows = tuple((date_text(one.met_on), one.about or one.who, one.decided or "–") for one in report.meetings)
    return SlidePlan(
        title="How we worked",
        table=TablePlan(
            heads=("Day", "What it was about", "Decided"), shares=(18, 36, 46), rows=rows,
            description="The meetings, what each was about, and what was decided",
        ),
    )  # fmt: skip


def _themes(report: AuditReportPaper) -> SlidePlan:
    rows = tuple((one.theme, one.total or "–") for one in report.themes)
    return SlidePlan(
        title="Strengths against challenges, by theme",
        table=TablePlan(
            heads=("Theme", "For : against"), shares=(70, 30), rows=rows,
            description="For each theme, how many learning points speak for and how many against",
        ),
        notes=("Points are counted, not children.",),
    )  # fmt: skip


def _recommendations(report: AuditReportPaper) -> SlidePlan:
    if not report.recommendations:
        return SlidePlan(title="Recommendations", words=("The audit makes no recommendation so far.",))
    rows = tuple((f"{one.reference}. {one.text}", one.owner) for one in report.recommendations)
    return SlidePlan(
        title="Recommendations",
        table=TablePlan(
            heads=("Recommendation", "Owner"), shares=(70, 30), rows=rows,
            description="The recommendations, each with the one agency that owns it",
        ),
        notes=tuple(f"{one.reference}. Why: {one.why}" for one in report.recommendations),
    )  # fmt: skip


def _asked(report: AuditReportPaper) -> Iterator[str]:
    for one in report.recommendations:
        yield f"{one.owner}: say whether you accept recommendation {one.reference}, and by when it is done"
    if report.learning_of("strength"):
        yield "Pass on what went well to those who did it"
    yield f"Next audit: {report.re_audit}"
