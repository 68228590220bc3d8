"""What the figures of a case audit are worked out from: plain records, free of any database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from analysis.section11 import GradeScale

Grades = Mapping[str, str | None]
"""The grades of one return by question. A question that is not there was not asked; None was asked and left blank."""

ReturnState = Literal["returned", "missing", "not_involved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuestion:
    """A graded question of the return.

    Attributes
    ----------
    name, label : str
        As the form calls it, and what people read in a table: "B4. Assessment".
    scale : GradeScale
        Its grades, the best first, and its keys that are no grades.
    grade_labels : tuple of str
        What the grades are called, in the order of ``scale.best_to_worst``.
    text : str
        The whole question; empty where the label says all.
    """

    name: str
    label: str
    scale: GradeScale
    grade_labels: tuple[str, ...]
    text: str = ""

    def called(self, grade: str) -> str:
        """What a grade is called; a key that is no grade stays as it is."""
        keys = self.scale.best_to_worst
        return self.grade_labels[keys.index(grade)] if grade in keys else grade.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRecord:
    """What was asked of one agency on one case, and what came.

    Attributes
    ----------
    case, agency : str
        On what, and of whom.
    state : {"returned", "missing", "not_involved"}
        An agency that had nothing to do with the child is not missing.
    grades : mapping of str to str or None
        The grades as they stand now.
    blind : mapping of str to str or None, or None
        The grades as they stood when moderation opened; None where nothing had come by then. They count as blind also
        where the agency has said since that it was not involved.
    """

    case: str
    agency: str
    state: ReturnState
    grades: Grades = field(default_factory=dict)
    blind: Grades | None = None

    @property
    def is_late(self) -> bool:
        """Whether it came after the others could be seen."""
        return self.state == "returned" and self.blind is None

    @property
    def has_changed(self) -> bool:
        """Whether a grade was changed, or withdrawn as of an agency not involved, after the others could be seen."""
        if self.blind is None or self.state == "missing":
            return False
        if self.state == "not_involved":
            return any(grade is not None for grade in self.blind.values())
        return dict(self.blind) != dict(self.grades)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelGrade:
    """The grade that the panel settled on for one question of a case."""

    case: str
    question: str
    grade: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentRecord:
    """An agency that does not agree with the panel's grade; ``grade`` is what it would give, empty where it says not.

    ``question`` is one of the audit's, or any other name that the panel used.
    """

    case: str
    question: str
    agency: str
    grade: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """Everything that the figures of one audit rest on.

    Attributes
    ----------
    title : str
        The audit.
    cases : tuple of str
        The pseudonyms of the cases in use, in order.
    agencies : tuple of str
        Who was asked, or said not to be involved, in the order in which they are shown.
    questions : tuple of AuditQuestion
        The graded questions in the order of the form.
    returns : tuple of ReturnRecord
        One for each case and agency that was asked or is not involved.
    panel : tuple of PanelGrade
        The moderated grades; empty where nobody moderates.
    unagreed : tuple of (str, str)
        Case and question of what the panel could not agree on; it has no moderated grade.
    dissents : tuple of DissentRecord
        Who does not agree with moderated grades.
    chosen : frozenset of str
        The cases that were chosen for a reason and not drawn: they stand for no others.
    notes : tuple of str
        What a reader must know that the records cannot say, such as a question left out.

    Raises
    ------
    ValueError
        Where a return, a moderated grade or a dissent names a case, an agency or a question that is not there, a case
        has two returns of one agency or two moderated grades of one question, or a grade is none of its question's.
    """

    title: str
    cases: tuple[str, ...]
    agencies: tuple[str, ...]
    questions: tuple[AuditQuestion, ...]
    returns: tuple[ReturnRecord, ...]
    panel: tuple[PanelGrade, ...] = ()
    unagreed: tuple[tuple[str, str], ...] = ()
    dissents: tuple[DissentRecord, ...] = ()
    chosen: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for what, names in (
            ("case", self.cases),
            ("agency", self.agencies),
            ("question", [one.name for one in self.questions]),
        ):
            _refuse_twice(what, names)
        _refuse_twice("return", [f"{one.agency} on {one.case}" for one in self.returns])
        _refuse_twice("moderated grade", [f"{one.question} of {one.case}" for one in self.panel])
        cases = [
            *(one.case for one in self.returns),
            *(one.case for one in self.panel),
            *(one.case for one in self.dissents),
            *(case for case, _ in self.unagreed),
            *self.chosen,
        ]
        _refuse_unknown("case", cases, self.cases)
        agencies = [*(one.agency for one in self.returns), *(one.agency for one in self.dissents)]
        _refuse_unknown("agency", agencies, self.agencies)
        self._check_grades()

    @property
    def by_name(self) -> dict[str, AuditQuestion]:
        """The questions by name."""
        return {one.name: one for one in self.questions}

    def _check_grades(self) -> None:
        known = self.by_name
        documents = [document for one in self.returns for document in (one.grades, one.blind or {})]
        given = [pair for document in documents for pair in document.items()]
        for name, grade in (*given, *((one.question, one.grade) for one in self.panel)):
            if name not in known:
                raise ValueError(f"there is no question '{name}'")
            scale = known[name].scale
            if grade is not None and grade not in (*scale.best_to_worst, *scale.not_applicable):
                raise ValueError(f"question '{name}' has no grade '{grade}'")


def _refuse_twice(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{what} '{name}' occurs more than once")


def _refuse_unknown(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"there is no {what} '{name}'")
