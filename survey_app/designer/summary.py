"""A draft in a few figures, and what its warnings and problems lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.designer.checking import Checked, DraftProblem, sentence
from survey_app.designer.outline import label_of
from survey_app.designer.parts import CONTAINERS, NotFound, Parts, kind_of
from survey_app.designer.translations import missing_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLink:
    """One problem, what it belongs to, and the page where it is put right."""

    text: str
    where: str
    piece: str
    key: str
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageState:
    """A language and how many of the texts it lacks."""

    name: str
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSummary:
    """What the head of the outline says."""

    questions: int
    sections: int
    lists: int
    languages: tuple[LanguageState, ...]
    problems: tuple[ProblemLink, ...]
    warnings: tuple[ProblemLink, ...]


def summary_of(parts: Parts, checked: Checked, languages: tuple[str, ...]) -> DraftSummary:
    rows = [found.row for found in parts.walk()]
    sections = sum(kind_of(row) in CONTAINERS for row in rows)
    links = tuple(_links(parts, checked.problems))
    return DraftSummary(
        questions=len(rows) - sections, sections=sections, lists=len(parts.choices),
        languages=tuple(LanguageState(name=name, missing=missing_count(parts, name)) for name in languages),
        problems=tuple(link for link in links if link.is_error),
        warnings=tuple(link for link in links if not link.is_error),
    )  # fmt: skip


def _links(parts: Parts, problems: tuple[DraftProblem, ...]) -> Iterator[ProblemLink]:
    for problem in problems:
        yield ProblemLink(
            text=sentence(problem.message), where=_where(parts, problem), piece=problem.piece, key=problem.key,
            is_error=problem.is_error,
        )  # fmt: skip


def _where(parts: Parts, problem: DraftProblem) -> str:
    if problem.piece == "question":
        try:
            return label_of(parts.find(problem.key).row)
        except NotFound:
            return ""
    return {"list": f"List {problem.key}", "scale": f"Scale {problem.key}", "settings": "Settings"}.get(
        problem.piece, ""
    )
