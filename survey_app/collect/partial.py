"""Sending “what I have”: answers that lack some which the form asks for, because their author says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from instruments.answers import AnswerProblem, Path, find_path
from instruments.compiled import CompiledInstrument

SEND_PART = "send-part"  # what the button posts


def only_unanswered(compiled: CompiledInstrument, document: dict[str, Any], problems: Iterable[AnswerProblem]) -> bool:
    """Whether nothing is wrong with these answers but that some are missing, and there is at least one.

    Consent is never left out: without it nothing may be sent.
    """
    found, path = tuple(problems), find_path(compiled, document)
    has_any = any(value not in (None, "", [], {}) for value in document.values())
    return bool(found) and has_any and all(_is_missing(compiled, path, problem) for problem in found)


def _is_missing(compiled: CompiledInstrument, path: Path, problem: AnswerProblem) -> bool:
    item = compiled.find(problem.name)
    if item is None:  # a repeat without an entry, or a fault of the whole
        return problem.name in compiled.repeats and path.entries(problem.name, problem.entry) == 0
    return item.part != "consent" and path.value(problem.name, problem.entry) is None
