"""What cross-tables and bounds say in plain words: the same sentences on pages, in workbooks and in documents."""

from __future__ import annotations

from analysis.report import CrossTest, QuestionBlock
from exports.formats import percent_text

SIGNIFICANT = 0.05
SMALLEST_SHOWN = 0.001


def groups_differ(test: CrossTest | None) -> bool | None:
    """Whether the groups differ by more than chance would explain; None where that was not tested."""
    if test is None:
        return None
    p_value = test.adjusted if test.adjusted is not None else test.p_value
    return None if p_value is None else p_value < SIGNIFICANT


def difference_sentence(test: CrossTest | None) -> str:
    """Whether the groups differ, in plain words."""
    if test is None:
        return ""
    p_value = test.adjusted if test.adjusted is not None else test.p_value
    if p_value is None:
        return test.why_not or ""
    if p_value < SIGNIFICANT:
        return f"The groups differ by more than chance would explain ({_p_text(p_value)})."
    return f"The differences between the groups are no larger than chance could make them ({_p_text(p_value)})."


def method_sentence(test: CrossTest | None) -> str:
    """By which test, how strong the relation is, and the correction for so many tests."""
    if test is None or test.p_value is None:
        return ""
    parts = [test.method]
    if test.effect is not None and test.effect_name:
        parts.append(f"{test.effect_name} {test.effect:.2f}")
    if test.adjustment:
        parts.append(f"corrected by {test.adjustment}")
    if test.seed is not None:
        parts.append(f"seed {test.seed}")
    return f"{'; '.join(parts)}."


def _p_text(p_value: float) -> str:
    return f"p under {SMALLEST_SHOWN}" if p_value < SMALLEST_SHOWN else f"p = {p_value:.3f}"


def bounds_sentence(block: QuestionBlock) -> str:
    """What the favourable share could be of everybody asked, whatever those think who did not answer."""
    bounds = block.favourable.bounds if block.favourable is not None else None
    if bounds is None:
        return ""
    return (
        f"Whatever those think who did not answer, of everybody asked it is between {percent_text(bounds.low)} and "
        f"{percent_text(bounds.high)}."
    )
