"""A trained model: what it suggests, and which comment it would learn most from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.calibration import PlattScaling
from analysis.coding.suggestions.definitions import suggest_from_definitions, suggest_likeness
from analysis.coding.suggestions.fitting import Classifiers
from analysis.coding.suggestions.ordering import most_useful_order
from analysis.coding.suggestions.quality import ModelQuality
from analysis.coding.suggestions.records import Suggestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.3
MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingModel:
    """What was learnt from coded comments.

    Attributes
    ----------
    themes : tuple of ThemeText
        The codeframe, with every theme that was given.
    quality : ModelQuality
        How good the suggestions are, and why a theme is not learnt.
    seed : int
        How the comments were cut.
    """

    themes: tuple[ThemeText, ...]
    quality: ModelQuality
    seed: int
    _classifiers: Classifiers | None = field(default=None, repr=False)
    _scaling: PlattScaling | None = field(default=None, repr=False)

    @property
    def learnt(self) -> tuple[str, ...]:
        """The names of the themes that are suggested from codings; the others are from their definitions."""
        return tuple(theme.theme for theme in self.quality.themes if theme.why_not is None)

    def suggest(self, comments: Sequence[str]) -> tuple[tuple[Suggestion, ...], ...]:
        """The themes that each comment may have.

        Parameters
        ----------
        comments : sequence of str
            Coded or not.

        Returns
        -------
        tuple of tuple of Suggestion
            For each comment those of the model from a probability of 0.3, the surest first, and after them those from
            definitions of themes that were not learnt; at most four. A blank comment has none.
        """
        if self._classifiers is None:
            return suggest_from_definitions(comments, self.themes)
        probabilities = self.probabilities(comments)
        likeness = self._classifiers.features.likeness(comments)
        return tuple(
            self._suggest(comment, said, alike) if comment.strip() else ()
            for comment, said, alike in zip(comments, probabilities, likeness, strict=True)
        )

    def probabilities(self, comments: Sequence[str]) -> NDArray[np.float64]:
        """The calibrated probability of each theme (column) for each comment (row); not a number of one not learnt."""
        result = np.full((len(comments), len(self.themes)), np.nan)
        if self._classifiers is not None and self._scaling is not None:
            known = self._places()
            result[:, known] = self._scaling.probabilities(self._classifiers.scores(comments)[:, known])
        return result

    def next_most_useful(self, comments: Sequence[str], *, most: int = 50) -> tuple[int, ...]:
        """The places of the comments, the one whose coding would teach most first.

        Parameters
        ----------
        comments : sequence of str
            Those that are not coded.
        most : int, default 50
            How many are chosen one by one for being unlike those before; the rest follow by uncertainty alone.

        Returns
        -------
        tuple of int
            Every place once. A blank comment comes last.
        """
        return most_useful_order(comments, self._uncertainty(comments), most=most)

    def _uncertainty(self, comments: Sequence[str]) -> NDArray[np.float64] | None:
        """How unsure the model is of a comment: the entropy of each theme, added up. None without a model."""
        if self._classifiers is None:
            return None
        said = np.clip(self.probabilities(comments)[:, self._places()], 1e-9, 1 - 1e-9)
        entropy: NDArray[np.float64] = -(said * np.log2(said) + (1 - said) * np.log2(1 - said)).sum(axis=1)
        return entropy

    def _places(self) -> list[int]:
        return [place for place, theme in enumerate(self.quality.themes) if theme.why_not is None]

    def _suggest(self, comment: str, said: NDArray[np.float64], alike: NDArray[np.float64]) -> tuple[Suggestion, ...]:
        classifiers, known = self._classifiers, self._places()
        if classifiers is None:
            return ()
        best = sorted((place for place in known if said[place] >= THRESHOLD), key=lambda place: -said[place])[:MOST]
        found = tuple(
            Suggestion(
                theme=self.themes[place].name,
                source="model",
                confidence=float(said[place]),
                words=classifiers.features.telling_words(comment, classifiers.weights[:, place])
                or classifiers.features.shared_words(comment, place),
            )
            for place in best
        )
        others = set(range(len(self.themes))) - set(known)
        defined = suggest_likeness(comment, alike, classifiers.features, self.themes, others)
        return (*found, *defined)[:MOST]
