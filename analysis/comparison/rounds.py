"""Which questions of two rounds can be compared: those that both asked in the same way."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.differences import Comparable, comparability, compare
from instruments.model import Instrument, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionComparison:
    """Whether a question's answers of two versions may be compared.

    Attributes
    ----------
    name, label : str
        The question, as the new version has it, or the old one where it is no longer asked.
    verdict : {"yes", "with care", "no"}
        What its worst change means for comparing.
    reasons : tuple of str
        The changes, in sentences.
    """

    name: str
    label: str
    verdict: Comparable
    reasons: tuple[str, ...]

    @property
    def is_comparable(self) -> bool:
        """Only what is asked in the same way is compared."""
        return self.verdict == "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundComparison:
    """The questions of two versions of an instrument, and which of them may be compared.

    Attributes
    ----------
    questions : tuple of QuestionComparison
        Those of the new version in its order, then those that only the old one asked.
    form_changes : tuple of str
        Changes that concern no single question, in sentences: read them before comparing any.
    why_not : str or None
        Why nothing can be compared, where that is so.
    """

    questions: tuple[QuestionComparison, ...]
    form_changes: tuple[str, ...]
    why_not: str | None = None

    @property
    def comparable(self) -> tuple[str, ...]:
        """The names of the questions that may be compared."""
        return tuple(question.name for question in self.questions if question.is_comparable)

    def require(self, name: str) -> None:
        """Refuse a question that must not be compared.

        Raises ValueError with its changes, or where neither version asks it.
        """
        for question in self.questions:
            if question.name == name:
                if not question.is_comparable:
                    raise ValueError(f"the rounds cannot be compared by '{name}': {' '.join(question.reasons)}")
                return
        raise ValueError(f"neither version asks '{name}'")


def comparable_questions(old: Instrument, new: Instrument) -> RoundComparison:
    """Say which questions of two versions may be compared, and why the others may not.

    Parameters
    ----------
    old, new : Instrument
        The versions that the two rounds asked.

    Returns
    -------
    RoundComparison
        A question may be compared where nothing changed that bears on its answers: wording, choices, type, scale, skip
        logic, place. Changes that leave the answers' meaning alone, such as another version number, do not count. What
        may be compared "with care" only is not compared.

    References
    ----------
    The changes and what each means for comparing: :func:`instruments.differences.compare`.
    """
    changes = compare(old, new)
    verdicts = comparability(changes)
    reasons: dict[str, list[str]] = {}
    for change in changes:
        for name in change.questions:
            reasons.setdefault(name, []).append(change.message)
    after = {question.name: question for question in new.walk() if _has_answers(question)}
    before = {question.name: question for question in old.walk() if _has_answers(question)}
    # A renamed question stands under its new name only.
    renamed = {change.before for change in changes if change.kind == "renamed"}
    gone = {name: question for name, question in before.items() if name not in after and name not in renamed}
    questions = tuple(
        QuestionComparison(
            name=name,
            label=question.label or name,
            verdict=verdicts.get(name, "yes"),
            reasons=tuple(reasons.get(name, ())),
        )
        for name, question in (after | gone).items()
    )
    return RoundComparison(
        questions=questions,
        form_changes=tuple(change.message for change in changes if not change.questions),
        why_not=None
        if any(one.is_comparable for one in questions)
        else "No question was asked in the same way both times.",
    )


def _has_answers(question: Question) -> bool:
    return question.is_answered or question.kind == "standard"
