"""The policy's own mark in the notes that stand beside figures. Figures themselves keep the codes c and z."""

from __future__ import annotations

from dataclasses import replace

from analysis.disclosure.round_gate import GatedRound
from analysis.disclosure.wording import with_symbol
from analysis.report import QuestionBlock


def with_symbol_in_notes(gated: GatedRound, symbol: str) -> GatedRound:
    """The round with this mark wherever a note of the gate says [c]."""

    def of(text: str | None) -> str | None:
        return None if text is None else with_symbol(text, symbol)

    def block(question: QuestionBlock) -> QuestionBlock:
        numbers = question.numbers
        return replace(
            question,
            notes=tuple(with_symbol(note, symbol) for note in question.notes),
            numbers=replace(numbers, note=of(numbers.note)) if numbers is not None else None,
        )

    return replace(
        gated,
        breakdowns=tuple(replace(table, note=of(table.note)) for table in gated.breakdowns),
        sections=tuple(replace(s, questions=tuple(map(block, s.questions))) for s in gated.sections),
        themes=replace(gated.themes, note=of(gated.themes.note)) if gated.themes is not None else None,
    )
