"""How good a classifier's suggestions are, on comments it had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.coding.suggestions.calibration import calibration_error
from analysis.proportions import ProportionInterval, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeQuality:
    """How good the suggestions of one theme are, or why nothing is known of it.

    Attributes
    ----------
    theme : str
        The theme's name.
    given, suggested, right : int
        How many comments coders gave it, for how many it was suggested, and how many are both.
    precision, recall : ProportionInterval
        ``right`` of ``suggested`` and ``right`` of ``given``.
    f1 : float or None
        The harmonic mean of the two.
    why_not : str or None
        Why the theme is not learnt: it is suggested from its definition.
    """

    theme: str
    given: int
    suggested: int
    right: int
    precision: ProportionInterval
    recall: ProportionInterval
    f1: float | None
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelQuality:
    """How good the suggestions are over all themes.

    Attributes
    ----------
    themes : tuple of ThemeQuality
        In the codeframe's order.
    precision, recall : ProportionInterval
        Over all pairs of comment and theme (micro). The interval takes the pairs as independent, which those of one
        comment are not quite.
    micro_f1, macro_f1 : float or None
        The harmonic mean of these two, and the mean of the themes' own; None where there is none.
    calibration_error : float or None
        How far the confidence is from what came out, on average.
    n_used, n_left_out : int
        How many coded comments were scored, and how many were not: those that stand in the codeframe as examples.
    folds : int
        Into how many parts the comments were cut.
    method : str
        How, for people.
    why_not : str or None
        Why there is no model.
    """

    themes: tuple[ThemeQuality, ...]
    precision: ProportionInterval
    recall: ProportionInterval
    micro_f1: float | None
    macro_f1: float | None
    calibration_error: float | None
    n_used: int
    n_left_out: int
    folds: int
    method: str
    why_not: str | None = None


def quality_of(
    names: Sequence[str],
    probabilities: NDArray[np.float64],
    given: NDArray[np.bool_],
    suggested: NDArray[np.bool_],
    *,
    reasons: Mapping[str, str],
    n_left_out: int,
    folds: int,
    why_not: str | None = None,
) -> ModelQuality:
    """Count what was suggested against what was given.

    Parameters
    ----------
    names : sequence of str
        The themes, as the columns of the arrays.
    probabilities, given, suggested : arrays, shape (comments, themes)
        What was said of comments that the model had not seen, what coders gave, and what would have been suggested.
    reasons : mapping of str to str
        Themes that are not learnt, with the reason. They count neither in the micro nor in the macro figures.
    n_left_out, folds : int
        See :class:`ModelQuality`.
    why_not : str or None
        Why there is no model at all.
    """
    learnt = [place for place, name in enumerate(names) if name not in reasons]
    themes = tuple(
        _theme(name, given[:, place], suggested[:, place], reasons.get(name)) for place, name in enumerate(names)
    )
    known = [themes[place] for place in learnt]
    total = _theme("", given[:, learnt].ravel(), suggested[:, learnt].ravel(), None)
    parts = [theme.f1 for theme in known if theme.f1 is not None]
    return ModelQuality(
        themes=themes,
        precision=total.precision,
        recall=total.recall,
        micro_f1=total.f1,
        macro_f1=sum(parts) / len(parts) if parts else None,
        calibration_error=calibration_error(probabilities[:, learnt].ravel(), given[:, learnt].ravel()),
        n_used=len(given),
        n_left_out=n_left_out,
        folds=folds,
        method=f"{folds}-fold cross-validation; equal comments in one part" if folds else "none",
        why_not=why_not,
    )


def _theme(name: str, given: NDArray[np.bool_], suggested: NDArray[np.bool_], why_not: str | None) -> ThemeQuality:
    right = int((given & suggested).sum())
    n_given, n_suggested = int(given.sum()), int(suggested.sum())
    return ThemeQuality(
        theme=name,
        given=n_given,
        suggested=n_suggested,
        right=right,
        precision=wilson_interval(right, n_suggested),
        recall=wilson_interval(right, n_given),
        f1=2 * right / (n_given + n_suggested) if n_given + n_suggested else None,
        why_not=why_not,
    )
