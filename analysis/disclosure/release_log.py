"""The log of a release: what is hidden and why, and never how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from analysis.disclosure.linked_gate import LinkedBlocks
from analysis.disclosure.question_gate import EVERYTHING, PLACES
from analysis.disclosure.wording import WHY
from analysis.report import QuestionBlock, SectionBlock, SuppressionEntry
from analysis.routing import choice_cell

NAMES = {
    "base": "the base and all percentages",
    "favourable": "the favourable share",
    "not_answered": "the number who did not answer",
    "not_applicable": "the number for whom it is not applicable",
    "dont_know": "the number who do not know",
    PLACES: "where each choice was put",
}


def log_of_questions(
    sections: Sequence[SectionBlock], blocks: LinkedBlocks, owners_hidden: Set[str]
) -> Iterator[SuppressionEntry]:
    """A line for each question, and each repeat, of which something is hidden."""
    for section in sections:
        if section.name in owners_hidden | blocks.hidden_repeats:
            yield SuppressionEntry(place=section.label, what="how many forms have entries", why=WHY)
        for block in section.questions:
            hidden = blocks.gated[block.name].hidden
            if hidden:
                yield SuppressionEntry(place=f"{section.label}: {block.label}", what=_what(block, hidden), why=WHY)


def _what(block: QuestionBlock, hidden: frozenset[str]) -> str:
    """What is hidden of a question, in words."""
    if hidden == EVERYTHING:
        return "the whole question"
    choices = [f"“{row.label}”" for row in block.rows if choice_cell(row.name) in hidden]
    others = [words for name, words in NAMES.items() if name in hidden]
    return "; ".join(([", ".join(choices)] if choices else []) + others)
