"""What the workbook of a case audit is written from."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.case_audits import AuditFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningLine:
    """One thing learnt: what sort it is, its theme, the case it is from ("" for all), and its text."""

    kind: str
    theme: str
    case: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationLine:
    """A recommendation, why it is made, and the one agency that owns it."""

    number: int
    text: str
    why: str
    owner: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPaper:
    """An audit as a working paper.

    Attributes
    ----------
    figures : AuditFigures
        Its figures. Nothing else is computed.
    facts : tuple of (str, str)
        What it is: kind, theme, dates, how its cases were found. No names of people.
    learning : tuple of LearningLine
        What was learnt, strengths first.
    recommendations : tuple of RecommendationLine
        In their order.
    """

    figures: AuditFigures
    facts: tuple[tuple[str, str], ...]
    learning: tuple[LearningLine, ...] = ()
    recommendations: tuple[RecommendationLine, ...] = ()
