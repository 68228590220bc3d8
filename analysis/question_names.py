"""What a question is called where it stands without its section."""

from __future__ import annotations

from analysis.report import QuestionBlock, SectionBlock

BARE = 30
"""A graded question with fewer characters, such as “The walkabout’s grade”, does not say what it is about."""


def question_name(section: SectionBlock, block: QuestionBlock) -> str:
    """The label of a question; of a grade whose words do not say what it is about, with its section."""
    bare = block.kind == "grade" and len(block.label) <= BARE and section.label not in block.label
    return f"{section.label} – {block.label}" if bare else block.label
