"""Comments as numbers: words and stretches of characters by TF-IDF, and how alike each is to each theme's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.words import stem_of, stems_and_pairs, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

EXCLUDED = 0.3  # how much likeness to what belongs elsewhere takes away
ROWS_AT_ONCE = 5_000  # keeps the memory of 200,000 comments small
LONGEST = 5_000  # characters of a comment that are read
MOST_TERMS = 50_000
TELLING = 3


class TextFeatures:
    """What was learnt from some texts about how telling each word is, ready for others.

    Parameters
    ----------
    texts : sequence of str
        The texts that the vocabulary comes from; the themes' own words always belong to it.
    themes : sequence of ThemeText
        The codeframe, in the order of the columns of :meth:`likeness`.
    """

    def __init__(self, texts: Sequence[str], themes: Sequence[ThemeText]) -> None:
        self._themes = tuple(themes)
        own = [_own_words(theme) for theme in themes]
        elsewhere = [theme.exclude for theme in themes]
        known = [text[:LONGEST] for text in (*texts, *own, *elsewhere)]
        self._words = _vectorizer(known, analyzer=stems_and_pairs)
        self._characters = _vectorizer([_plain(text) for text in known], analyzer="char_wb", ngram_range=(3, 5))
        self._own, self._elsewhere = self._pair(own), self._pair(elsewhere)

    def _pair(self, texts: Sequence[str]) -> tuple[csr_matrix[np.float64], csr_matrix[np.float64]]:
        plain = [_plain(text) for text in texts]
        return _transform(self._words, [text[:LONGEST] for text in texts]), _transform(self._characters, plain)

    def matrix(self, texts: Sequence[str], *, of_likeness: float = 0.0) -> csr_matrix[np.float64]:
        """One row a text: its words, then its stretches of characters. Each half has length 1, or 0 of a blank text.

        With ``of_likeness`` the likeness to each theme follows, times that.
        """
        from scipy.sparse import csr_matrix, hstack

        pair = self._pair(texts)
        more = [csr_matrix(of_likeness * self._likeness(*pair))] if of_likeness else []
        return csr_matrix(hstack([*pair, *more]))

    def likeness(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How alike each text (row) is to the words of each theme (column), from 0 to 1.

        The mean of the cosines by words and by characters, less three tenths of the same with what the theme excludes.
        """
        parts = [
            self._likeness(*self._pair(texts[at : at + ROWS_AT_ONCE])) for at in range(0, len(texts), ROWS_AT_ONCE)
        ]
        return np.vstack(parts) if parts else np.zeros((0, len(self._themes)))

    def _likeness(self, words: csr_matrix[np.float64], characters: csr_matrix[np.float64]) -> NDArray[np.float64]:
        to = (words @ self._own[0].T + characters @ self._own[1].T).toarray() / 2
        away = (words @ self._elsewhere[0].T + characters @ self._elsewhere[1].T).toarray() / 2
        return np.clip(to - EXCLUDED * away, 0.0, 1.0)

    def shared_words(self, text: str, theme: int) -> tuple[str, ...]:
        """The words of a text that it has in common with a theme, the most telling first."""
        own = self._own[0][[theme]]
        return self.telling_words(text, np.asarray(own.toarray()).ravel())

    def telling_words(self, text: str, weights: NDArray[np.float64]) -> tuple[str, ...]:
        """The words of a text whose stems weigh most; ``weights`` has one for each term of the words' half."""
        if self._words is None:
            return ()
        places: dict[str, int] = self._words.vocabulary_
        found = {word: places.get(stem_of(word)) for word in words_of(text[:LONGEST])}
        weight = {word: float(weights[place]) for word, place in found.items() if place is not None}
        best = sorted((word for word in weight if weight[word] > 0), key=lambda word: (-weight[word], word))
        return tuple(best[:TELLING])

    @property
    def word_terms(self) -> int:
        """How many columns of the matrix are words and pairs."""
        return 0 if self._words is None else len(self._words.vocabulary_)


def _own_words(theme: ThemeText) -> str:
    """The label counts twice: it is the shortest, and the most to the point."""
    return " ".join((theme.label, theme.label, theme.definition, theme.include, theme.example))


def _plain(text: str) -> str:
    return " ".join(words_of(text[:LONGEST]))


def _vectorizer(texts: Sequence[str], **settings: Any) -> Any:
    """A fitted TF-IDF, or None where no text has a word."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    if not any(words_of(text) for text in texts):
        return None
    return TfidfVectorizer(sublinear_tf=True, lowercase=False, max_features=MOST_TERMS, **settings).fit(texts)


def _transform(vectorizer: Any, texts: Sequence[str]) -> csr_matrix[np.float64]:
    from scipy.sparse import csr_matrix

    if vectorizer is None:
        return csr_matrix((len(texts), 1), dtype=np.float64)
    return csr_matrix(vectorizer.transform(texts)) if texts else csr_matrix((0, len(vectorizer.vocabulary_)))
