"""One logistic regression a theme, on the same features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.features import ROWS_AT_ONCE, TextFeatures

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

PENALTY = 10.0  # the inverse strength of the ridge penalty: scikit-learn's C
OF_LIKENESS = 6.0  # what the likeness to the themes' words counts, beside words and characters of length 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Classifiers:
    """What was learnt: a weight for each feature and theme; the column of a theme that was not learnt is zero."""

    features: TextFeatures
    weights: NDArray[np.float64]  # features × themes
    offsets: NDArray[np.float64]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The log odds of each theme (column) for each text (row), before calibration."""
        parts = [
            np.asarray(self.features.matrix(texts[at : at + ROWS_AT_ONCE], of_likeness=OF_LIKENESS) @ self.weights)
            + self.offsets
            for at in range(0, len(texts), ROWS_AT_ONCE)
        ]
        return np.vstack(parts) if parts else np.zeros((0, len(self.offsets)))


def fit_classifiers(
    texts: Sequence[str], given: NDArray[np.bool_], themes: Sequence[ThemeText], learnt: NDArray[np.bool_]
) -> Classifiers:
    """Fit a classifier for each theme that is ``learnt``.

    The definition, the inclusions and the example of every theme are examples of it, beside the coded texts.
    """
    features = TextFeatures(texts, themes)
    own = [
        (text, place) for place, theme in enumerate(themes) for text in (theme.definition, theme.include, theme.example)
    ]
    own = [(text, place) for text, place in own if text.strip()]
    design = features.matrix([*texts, *(text for text, _ in own)], of_likeness=OF_LIKENESS)
    examples = np.zeros((len(own), len(themes)), dtype=bool)
    examples[np.arange(len(own)), [place for _, place in own]] = True
    target = np.vstack([given, examples])
    weights, offsets = np.zeros((design.shape[1], len(themes))), np.zeros(len(themes))
    for place in np.flatnonzero(learnt):
        weights[:, place], offsets[place] = _fit_one(design, target[:, place])
    return Classifiers(features=features, weights=weights, offsets=offsets)


def _fit_one(design: csr_matrix[np.float64], target: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """The weights of one theme; none, and an offset that says so, where the examples are all of one kind."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    if target.all() or not target.any():
        return np.zeros(design.shape[1]), 10.0 if target.all() else -10.0
    model = LogisticRegression(C=PENALTY, class_weight="balanced", solver="liblinear", random_state=0, max_iter=1000)
    model.fit(design, target)
    return model.coef_[0], float(model.intercept_[0])
