"""Writes the slides of a round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from analysis.beside import NOTHING, Beside, check_beside
from analysis.report import Report
from exports.documents.furniture import origin_of
from exports.documents.paper import signs_of
from exports.formats import CONFIDENTIAL, NOT_APPLICABLE
from exports.slides.contents import slides_of
from exports.slides.deck import Deck
from exports.slides.look import open_presentation
from exports.slides.plans import SlidePlan, chosen
from exports.slides.signs import with_signs
from exports.wording import date_text

MOST = 12
ENGLISH = "en-GB"


def write_slides(
    report: Report,
    out: Path | BinaryIO,
    *,
    beside: Beside = NOTHING,
    template: Path | None = None,
    language: str = ENGLISH,
    lead: str = "",
    ask: Sequence[str] = (),
) -> None:
    """Write eight to twelve slides of a round for the Strategic Group.

    Parameters
    ----------
    report : Report
        The figures.
    out : Path or binary file
        Where the presentation goes.
    beside : Beside
        The comparison, standards, cleared quotations and actions that it may use.
    template : Path, optional
        A council's .pptx or .potx.
    language : str
        The language of the slides, ``en-GB`` or ``cy-GB``.
    lead : str
        The headline in the QA group's own words; without it, one made of the figures.
    ask : sequence of str
        What is to be decided; without it, what follows from the figures and the actions.

    Raises
    ------
    TemplateRefused
        Where the template cannot be used.
    ValueError
        Where something may not stand beside this report.
    """
    check_beside(report, beside)
    origin = origin_of(report)
    deck = Deck(open_presentation(template), origin, language)
    signs = signs_of(report.policy)
    deck.cover(
        report.title,
        [report.partnership, f"Feedback to the Strategic Group · {date_text(origin.produced_on)}", origin.release],
        [*report.summary[:2]],
    )
    plans: list[SlidePlan] = slides_of(report, beside, ask, lead)
    for plan in chosen(plans, MOST - 1):
        deck.add(with_signs(plan, {CONFIDENTIAL: signs[0], NOT_APPLICABLE: signs[1]}))
    deck.save(out)
