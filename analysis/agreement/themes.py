"""Whether two coders found the same themes in the same comments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.case_bootstrap import DEFAULT_RESAMPLES, DEFAULT_SEED, Plan, units_of_features
from analysis.agreement.coefficient import AgreementCoefficient, Basis, bootstrapped, undefined
from analysis.agreement.cohen import cohen_kappa
from analysis.agreement.grade_tables import GradeTable
from analysis.agreement.gwet import gwet_ac1
from analysis.agreement.pairs import AgreementShare, exact_agreement
from analysis.agreement.ratings import MISSING, Ratings

Floats = NDArray[np.float64]

NOT_SHARED = "No comment was coded by both, so there is no agreement to measure."
NOTHING_DIFFERS = "No theme differs from comment to comment, so agreement beyond chance is not defined."
_YES_AND_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAgreement:
    """The agreement of two coders on one theme.

    Attributes
    ----------
    theme : str
        The theme.
    both, first_only, second_only, neither : int
        In how many comments both found it, only one did, and neither did.
    exact : AgreementShare
        The share of the comments in which they agree, with its interval.
    on_mentions : float or None
        2 · both / (2 · both + first_only + second_only): of the mentions that either found, the share that both did.
        A rare theme agrees on nearly every comment, because nearly every comment is without it; this leaves those out.
    kappa, ac1 : AgreementCoefficient
        Cohen's kappa and Gwet's AC1, with their intervals.
    n_used, n_missing : int
        How many comments both coded for this theme, and how many only one did (or neither).
    why_not : str or None
        Why there is no agreement beyond chance.
    """

    theme: str
    both: int
    first_only: int
    second_only: int
    neither: int
    exact: AgreementShare
    on_mentions: float | None
    kappa: AgreementCoefficient
    ac1: AgreementCoefficient
    n_used: int
    n_missing: int
    why_not: str | None = None


def theme_agreement(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> tuple[ThemeAgreement, ...]:
    """Compare two coders theme by theme.

    Parameters
    ----------
    first, second : DataFrame of bool
        What each coder found: a row for each comment, indexed by what the comment is, a column for each theme. True
        where the theme is there, False where it is not, missing (in nullable booleans) where it was not decided. The
        themes are the same, in any order; comments that only one coded are counted as missing.
    confidence, resamples, seed
        As in :func:`~analysis.agreement.cohen_kappa`.

    Returns
    -------
    tuple of ThemeAgreement
        One for each theme, in the order of ``first``.

    Raises
    ------
    ValueError
        Where the coders have different themes, a theme or a comment is there twice, or a column holds anything but
        truth values.

    Notes
    -----
    Each theme is a scale of yes and no. Kappa and AC1 are not defined where both coders say the same of every comment.

    References
    ----------
    Cohen (1960) and Gwet (2008), as for :func:`~analysis.agreement.cohen_kappa` and
    :func:`~analysis.agreement.gwet_ac1`. Cicchetti, D. V. and Feinstein, A. R. (1990). Journal of Clinical
    Epidemiology 43, 551-558, for the agreement on mentions (from memory).

    Examples
    --------
    Constructed: of four comments, one with the theme for both coders and one for the first alone.

    >>> first = pd.DataFrame({"supervision": [True, True, False, False]})
    >>> second = pd.DataFrame({"supervision": [True, False, False, False]})
    >>> (one,) = theme_agreement(first, second)
    >>> one.both, one.first_only, one.second_only, one.neither, one.kappa.estimate, round(one.on_mentions, 3)
    (1, 1, 0, 2, 0.5, 0.667)
    """
    plan = Plan(confidence=confidence, resamples=resamples, seed=seed)
    return tuple(_theme(theme, ratings, plan) for theme, ratings in _themes(first, second))


def overall_theme_agreement(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    confidence: float = 0.95,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = DEFAULT_SEED,
) -> AgreementCoefficient:
    """Krippendorff's alpha of two coders over all themes together.

    Parameters
    ----------
    first, second, confidence, resamples, seed
        As in :func:`theme_agreement`.

    Returns
    -------
    AgreementCoefficient
        ``n_used`` counts the comments that both coded for one theme at least; the table counts decisions, yes and no,
        over all themes. Not defined where no comment was coded by both, and where nothing differs from comment to
        comment.

    Raises
    ------
    ValueError
        As :func:`theme_agreement`.

    Notes
    -----
    A comment's value is its set of themes, and the difference of two sets is the number of themes that are in one of
    them only. Where all is decided that is

        alpha = 1 − Σ_t D_o,t / Σ_t D_e,t

    with the nominal disagreements of each theme t: chance is reckoned within a theme, so that a codeframe of many rare
    themes gains nothing from the comments that lack them. Where decisions are missing, D_o,t and D_e,t count with
    the number of comments that both decided on for the theme. The bootstrap draws comments, with all their themes.

    References
    ----------
    Krippendorff (2011), as for :func:`~analysis.agreement.krippendorff_alpha`; the difference of sets is our choice.

    Examples
    --------
    >>> first = pd.DataFrame({"supervision": [True, True, False, False], "training": [False, False, True, False]})
    >>> second = pd.DataFrame({"supervision": [True, False, False, False], "training": [False, False, True, False]})
    >>> f"{overall_theme_agreement(first, second).estimate:.3f}"
    '0.741'
    """
    plan = Plan(confidence=confidence, resamples=resamples, seed=seed)
    ratings = [one for _, one in _themes(first, second)]
    features = _decisions_of_comments(ratings)
    used = features[:, : len(ratings)].any(axis=1)
    basis = Basis(
        statistic="Krippendorff's alpha of sets of themes",
        n_used=int(used.sum()),
        n_missing=len(first.index.union(second.index)) - int(used.sum()),
        absences={MISSING: sum(one.absences[MISSING] for one in ratings)},
        table=_pooled_table(ratings),
    )
    if not basis.n_used:
        return undefined(basis, plan, NOT_SHARED)
    units = units_of_features(features[used], None)
    if not _disagreements(units.totals, len(ratings))[1][0]:
        return undefined(basis, plan, NOTHING_DIFFERS)
    return bootstrapped(basis, units, lambda sums: _disagreements(sums, len(ratings)), plan)


def _theme(theme: str, ratings: Ratings, plan: Plan) -> ThemeAgreement:
    both, first_only, second_only, neither = _fourfold(ratings)
    mentions = 2 * both + first_only + second_only
    kappa = cohen_kappa(ratings, confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed)
    ac1 = gwet_ac1(ratings, complete_cases=True, confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed)
    return ThemeAgreement(
        theme=theme,
        both=both,
        first_only=first_only,
        second_only=second_only,
        neither=neither,
        exact=exact_agreement(ratings, confidence=plan.confidence, resamples=plan.resamples, seed=plan.seed),
        on_mentions=2 * both / mentions if mentions else None,
        kappa=kappa,
        ac1=ac1,
        n_used=kappa.n_used,
        n_missing=kappa.n_missing,
        why_not=_why_not(kappa),
    )


def _decisions_of_comments(ratings: list[Ratings]) -> Floats:
    """A row for each comment; for every theme whether both decided, then whether they differ, then the yeses."""
    if not ratings:
        return np.zeros((0, 0))
    decided = np.column_stack([one.complete for one in ratings])
    differ = np.column_stack([one.codes[:, 0] != one.codes[:, 1] for one in ratings])
    yes = np.column_stack([(one.codes == 0).sum(axis=1) for one in ratings])
    return np.column_stack([decided, decided & differ, np.where(decided, yes, 0)]).astype(float)


def _disagreements(sums: Floats, size: int) -> tuple[Floats, Floats]:
    """The observed and the expected disagreement, added up over the themes and divided by the decisions."""
    decided, differ, yes = sums[:, :size], sums[:, size : 2 * size], sums[:, 2 * size :]
    values = 2 * decided  # two coders
    expected = decided * 2 * yes * (values - yes) / np.maximum(1.0, values * (values - 1))
    decisions = decided.sum(axis=1)
    return differ.sum(axis=1) / decisions, expected.sum(axis=1) / decisions


def _themes(first: pd.DataFrame, second: pd.DataFrame) -> list[tuple[str, Ratings]]:
    """The decisions of both coders on each theme, over all comments that either coded."""
    for coder, frame in (("first", first), ("second", second)):
        for labels, what in ((frame.columns, "theme"), (frame.index, "comment")):
            if not labels.is_unique:
                raise ValueError(f"{coder} has the {what} '{labels[labels.duplicated()][0]}' more than once")
    for theme in first.columns.symmetric_difference(second.columns):
        raise ValueError(f"theme '{theme}' is coded by one of the two only")
    comments = first.index.union(second.index, sort=False)
    return [(str(theme), _decisions(theme, first[theme], second[theme], comments)) for theme in first.columns]


def _decisions(theme: object, first: pd.Series[bool], second: pd.Series[bool], comments: pd.Index[str]) -> Ratings:
    of_first = _codes(first, f"first, theme '{theme}',", comments)
    codes = np.column_stack([of_first, _codes(second, f"second, theme '{theme}',", comments)])
    return Ratings(
        cases=comments,
        raters=("first", "second"),
        grades=_YES_AND_NO,
        ordered=False,
        codes=codes,
        absences={MISSING: int((codes < 0).sum())},
    )


def _codes(column: pd.Series[bool], what: str, comments: pd.Index[str]) -> NDArray[np.intp]:
    """0 for yes, 1 for no, −1 where it was not decided."""
    values = column.astype(object)
    wrong = values[values.notna() & ~values.map(lambda value: isinstance(value, (bool, np.bool_)))]
    if len(wrong):
        raise ValueError(f"{what} holds {wrong.iloc[0]!r}, which is not True or False")
    aligned = values.reindex(comments)
    codes: NDArray[np.intp] = np.where(aligned.isna(), -1, np.where(aligned == True, 0, 1))  # noqa: E712
    return codes


def _fourfold(ratings: Ratings) -> tuple[int, int, int, int]:
    """Both, the first only, the second only, neither."""
    places = ratings.codes[ratings.complete] @ np.array([2, 1])
    both, first_only, second_only, neither = (int(count) for count in np.bincount(places, minlength=4))
    return both, first_only, second_only, neither


def _why_not(kappa: AgreementCoefficient) -> str | None:
    if kappa.is_defined:
        return None
    return NOT_SHARED if not kappa.n_used else "Both say the same of every comment, so kappa is not defined."


def _pooled_table(ratings: list[Ratings]) -> GradeTable:
    cells = [sum(column) for column in zip(*(_fourfold(one) for one in ratings), strict=True)] or [0, 0, 0, 0]
    return GradeTable(
        rows_are="first",
        columns_are="second",
        row_keys=_YES_AND_NO,
        column_keys=_YES_AND_NO,
        counts=((float(cells[0]), float(cells[1])), (float(cells[2]), float(cells[3]))),
    )
