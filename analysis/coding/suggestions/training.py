"""A classifier of comments, trained on those that were coded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.calibration import platt_scaling
from analysis.coding.suggestions.definitions import check_names
from analysis.coding.suggestions.fitting import fit_classifiers
from analysis.coding.suggestions.folds import folds_of
from analysis.coding.suggestions.model import THRESHOLD, CodingModel
from analysis.coding.suggestions.quality import ModelQuality, quality_of
from analysis.coding.suggestions.words import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_COMMENTS = 20
FEWEST_OF_A_THEME = 5
FOLDS = 5


def train(
    comments: Sequence[str],
    codings: Sequence[Collection[str] | None],
    themes: Sequence[ThemeText] = (),
    *,
    seed: int = 0,
) -> CodingModel:
    """Learn from the comments that were coded which themes to suggest for others.

    Parameters
    ----------
    comments : sequence of str
        What people wrote, coded or not.
    codings : sequence of (collection of str, or None)
        For each comment the names of the themes that it was given: none of them is an empty collection, and not coded
        yet is None.
    themes : sequence of ThemeText, optional
        The codeframe. Its definitions are features and examples of the model. A theme that was given without being in
        the codeframe is added to it by its name.
    seed : int, default 0
        How the comments are cut for the cross-validation. With one seed the model is the same on every run, in
        whatever order the comments come.

    Returns
    -------
    CodingModel
        It learns a theme from 5 coded comments that have it and 5 that do not, once 20 are coded in all. Other themes
        are suggested from their definitions, and ``quality`` says why.

    Raises
    ------
    ValueError
        Where ``codings`` is not as long as ``comments``, or two themes have one name.

    Notes
    -----
    For each theme a logistic regression with a ridge penalty (C = 10, classes balanced) on TF-IDF of words, pairs and
    stretches of characters, and on six times the likeness to every theme's own words; definition, inclusions and
    example are examples of their theme too. Scores become probabilities by Platt's scaling over all themes together,
    fitted to scores of comments in 5 parts, each scored by a model of the other 4. What ``quality`` counts of a part
    was calibrated on the other parts. A theme is suggested from a probability of 0.3: with calibrated probabilities F1
    is greatest at half of the F1 that can be reached.

    References
    ----------
    Lipton, Z. C., Elkan, C., Naryanaswamy, B. (2014). Optimal thresholding of classifiers to maximize F1 measure. ECML
    PKDD, 225-239 (from memory). Platt (2000), see :func:`analysis.coding.suggestions.calibration.platt_scaling`.

    Examples
    --------
    >>> model = train(["Too few places.", "Nobody told us."], [["funding"], None])
    >>> model.quality.why_not
    'One comment is coded, and a model needs 20: suggestions come from the definitions.'
    """
    if len(codings) != len(comments):
        raise ValueError(f"codings has {len(codings)} entries for {len(comments)} comments")
    coded = _coded(comments, codings, themes)
    learnt = np.array([theme.name not in coded.reasons for theme in coded.themes], dtype=bool)
    if not learnt.any():
        return CodingModel(themes=coded.themes, quality=_no_quality(coded), seed=seed)
    parts = folds_of(coded.texts, coded.given, FOLDS, seed=seed)
    fair = ~_stands_in(coded.texts, coded.themes)
    scores = _unseen_scores(coded, parts, learnt)
    quality = _quality(coded, scores, parts, learnt, fair)
    return CodingModel(
        themes=coded.themes,
        quality=quality,
        seed=seed,
        _classifiers=fit_classifiers(coded.texts, coded.given, coded.themes, learnt),
        _scaling=platt_scaling(scores[fair][:, learnt].ravel(), coded.given[fair][:, learnt].ravel()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coded:
    """The coded comments in an order that does not depend on the one they came in."""

    texts: tuple[str, ...]
    given: NDArray[np.bool_]  # comments × themes
    themes: tuple[ThemeText, ...]
    reasons: Mapping[str, str]  # why a theme is not learnt


def _coded(comments: Sequence[str], codings: Sequence[Collection[str] | None], themes: Sequence[ThemeText]) -> _Coded:
    check_names(themes)
    pairs = zip(comments, codings, strict=True)
    rows = sorted((comment, sorted(set(names))) for comment, names in pairs if names is not None and comment.strip())
    known = {theme.name for theme in themes}
    new = sorted({name for _, names in rows for name in names} - known)
    extra = (ThemeText(name=name, label=name.replace("_", " ").capitalize()) for name in new)
    frame = (*themes, *extra)
    given = np.array([[theme.name in names for theme in frame] for _, names in rows], dtype=bool)
    given = given.reshape(len(rows), len(frame))
    reasons = {theme.name: why for theme, column in zip(frame, given.T, strict=True) if (why := _why_not(column))}
    return _Coded(texts=tuple(text for text, _ in rows), given=given, themes=frame, reasons=reasons)


def _why_not(given: NDArray[np.bool_]) -> str | None:
    """Why a theme cannot be learnt from these codings."""
    if len(given) < FEWEST_COMMENTS:
        coded = "One comment is" if len(given) == 1 else f"{len(given) or 'No'} comments are"
        return f"{coded} coded, and a model needs {FEWEST_COMMENTS}: suggestions come from the definitions."
    for count, kind in ((int(given.sum()), "have"), (int((~given).sum()), "do not have")):
        if count < FEWEST_OF_A_THEME:
            return (
                f"Not enough codes: {count} of {len(given)} comments {kind} this theme, and {FEWEST_OF_A_THEME} must."
            )
    return None


def _no_quality(coded: _Coded) -> ModelQuality:
    few = len(coded.texts) < FEWEST_COMMENTS
    nothing = np.zeros((0, len(coded.themes)))
    return quality_of(
        [theme.name for theme in coded.themes],
        nothing,
        nothing.astype(bool),
        nothing.astype(bool),
        reasons=coded.reasons,
        n_left_out=len(coded.texts),
        folds=0,
        why_not=_why_not(np.zeros(len(coded.texts), dtype=bool)) if few else "No theme has enough codes to be learnt.",
    )


def _stands_in(texts: Sequence[str], themes: Sequence[ThemeText]) -> NDArray[np.bool_]:
    """Which texts are an example of the codeframe, or hold one: a model that reads the codeframe knows them."""
    examples = [plain for theme in themes if (plain := _plain(theme.example))]
    return np.array([any(one in _plain(text) for one in examples) for text in texts], dtype=bool)


def _plain(text: str) -> str:
    words = words_of(text)
    return f" {' '.join(words)} " if words else ""


def _unseen_scores(coded: _Coded, parts: NDArray[np.intp], learnt: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The score of each comment and theme from a model that had not seen the comment."""
    scores = np.zeros(coded.given.shape)
    for part in range(FOLDS):
        seen, unseen = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        model = fit_classifiers([coded.texts[row] for row in seen], coded.given[seen], coded.themes, learnt)
        scores[unseen] = model.scores([coded.texts[row] for row in unseen])
    return scores


def _quality(
    coded: _Coded,
    scores: NDArray[np.float64],
    parts: NDArray[np.intp],
    learnt: NDArray[np.bool_],
    fair: NDArray[np.bool_],
) -> ModelQuality:
    said = np.zeros(scores.shape)
    for part in range(FOLDS):
        others, own = fair & (parts != part), parts == part
        scaling = platt_scaling(scores[others][:, learnt].ravel(), coded.given[others][:, learnt].ravel())
        said[np.ix_(own, learnt)] = scaling.probabilities(scores[own][:, learnt])
    return quality_of(
        [theme.name for theme in coded.themes],
        said[fair],
        coded.given[fair],
        said[fair] >= THRESHOLD,
        reasons=coded.reasons,
        n_left_out=int((~fair).sum()),
        folds=FOLDS,
    )
