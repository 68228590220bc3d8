"""What the panel grades: the graded questions of the audit's form, and the scale that they share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.beside.graded_forms import scale_of
from instruments.compiled import CompiledInstrument
from instruments.items import Item
from survey_app.case_audits.models import CaseAudit
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version

NO_AGREEMENT = "no_agreement"  # what a page sends; kept as a moderated grade that is empty, with the disagreement
NO_AGREEMENT_TEXT = "No agreement reached"
_NUMBER = re.compile(r"^([A-Z]?\d+[a-z]?)\.\s+(.+)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The grades of a question.

    Attributes
    ----------
    labels : mapping
        What the grades are called, the best first.
    absent : mapping
        What may be said in place of a grade ("Not applicable").
    meanings : mapping
        What each of them means: the rubric of the form.
    """

    labels: Mapping[str, str]
    absent: Mapping[str, str]
    meanings: Mapping[str, str]

    @property
    def order(self) -> tuple[str, ...]:
        """The grades, the best first."""
        return tuple(self.labels)

    @property
    def choices(self) -> dict[str, str]:
        """What a panel may settle."""
        return {**self.labels, **self.absent}

    def text(self, grade: str) -> str:
        """A grade in words; empty where there is none."""
        return self.choices.get(grade, grade)

    def level(self, grade: str) -> int:
        """How high a grade stands: 1 for the lowest; 0 for what is no grade."""
        return len(self.labels) - self.order.index(grade) if grade in self.labels else 0

    def steps(self, first: str, second: str) -> int:
        """How many steps lie between two grades."""
        return abs(self.order.index(first) - self.order.index(second))


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedQuestion:
    """One question that every agency grades.

    ``number`` is "B4", ``title`` the short name of its page, ``text`` the whole question.
    """

    name: str
    number: str
    title: str
    text: str
    hint: str
    scale: Scale


def audit_form(audit: CaseAudit) -> CompiledInstrument | None:
    """The form of the audit's returns; None before fieldwork."""
    return compiled_version(audit.round.version) if audit.round is not None else None


def form_of(session: Session, version_id: int) -> CompiledInstrument:
    """The form that a return was made with."""
    return compiled_version(session.get_one(InstrumentVersion, version_id))


def graded_questions(audit: CaseAudit) -> tuple[GradedQuestion, ...]:
    """The graded questions of the audit's form, in its order; empty before fieldwork, and in a form without grades."""
    form = audit_form(audit)
    if form is None:
        return ()
    items = [item for item in form.items if item.part == "grade" and not item.repeats and item.scale is not None]
    on_page = [item.section for item in items]
    return tuple(_question(form, item, alone=on_page.count(item.section) == 1) for item in items)


def find_question(audit: CaseAudit, name: str) -> GradedQuestion | None:
    """A graded question of the form."""
    return next((one for one in graded_questions(audit) if one.name == name), None)


def joint_scale(audit: CaseAudit) -> Scale | None:
    """The scale on which the effectiveness of joint working is graded: that of the questions."""
    return next((one.scale for one in graded_questions(audit)), None)


def _question(form: CompiledInstrument, item: Item, *, alone: bool) -> GradedQuestion:
    section = form.section(item.section)
    number, text = _numbered(item.question.label or item.name)
    title = _numbered(section.label)[1] if alone else text
    return GradedQuestion(
        name=item.name, number=number or item.name.upper(), title=title, text=text, hint=section.hint or "",
        scale=_scale(item),
    )  # fmt: skip


def _numbered(label: str) -> tuple[str, str]:
    """ "B4. Assessment" is its number and its words; the number is empty where a label has none."""
    found = _NUMBER.match(label.strip())
    return (found.group(1), found.group(2)) if found else ("", label.strip())


def _scale(item: Item) -> Scale:
    grades, labels = scale_of(item)
    assert item.scale is not None
    return Scale(
        labels={name: labels[name] for name in grades.best_to_worst},
        absent={choice.name: choice.label for choice in item.choices if choice.missing is not None},
        meanings=dict(item.scale.rubric),
    )
