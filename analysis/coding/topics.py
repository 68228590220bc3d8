"""A first codeframe proposed from the comments themselves, for people to name, cut and throw away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.coding.suggestions.words import stem_of, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

FEWEST_COMMENTS = 20
MOST_TOPICS = 12
TELLING = 8
TOP_COMMENTS = 5
IN_SHARE = 0.2  # of all a comment's topics, what it needs to count as being of one
MOST_READ = 5_000  # comments that the topics are made from; more add time and no topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A group of comments that share words.

    Attributes
    ----------
    words : tuple of str
        The words that tell it from the others, as most comments spell them.
    comments : tuple of int
        The places of the comments that it fits best, the best first.
    size : int
        How many comments it plays a part in.
    """

    words: tuple[str, ...]
    comments: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProposal:
    """Topics found in comments, or the reason why none are proposed.

    Attributes
    ----------
    topics : tuple of Topic
        The largest first.
    coherence : float or None
        How often a topic's words stand together in a comment, from −1 to 1: the mean over topics. It chose the number
        of topics.
    n_used, n_missing : int
        Comments that were read, and comments without a word that counts.
    method : str
        How, for people.
    why_not : str or None
        Why there are none.
    """

    topics: tuple[Topic, ...]
    coherence: float | None
    n_used: int
    n_missing: int
    method: str
    why_not: str | None = None


def propose_topics(comments: Sequence[str], topics: int | None = None) -> TopicProposal:
    """Find groups of words that come up together.

    Parameters
    ----------
    comments : sequence of str
        What people wrote.
    topics : int, optional
        How many are wanted; without it, as many from 2 to 12 as give the most coherent words.

    Returns
    -------
    TopicProposal
        The same on every run. Without topics, and with the reason, under 20 comments with words that two comments
        share.

    Raises
    ------
    ValueError
        Where ``topics`` is less than 2 or more than the comments.

    Notes
    -----
    Non-negative matrix factorisation of the TF-IDF matrix X ≈ WH, least squares by coordinate descent from a singular
    value decomposition (NNDSVD), which has no random start. The coherence of a topic is the mean normalised pointwise
    mutual information of the pairs of its eight words over the comments: log(p(a,b)/p(a)p(b)) / −log p(a,b), and −1
    where two never meet. Against groups that people made of real comments such clusters agree poorly (an adjusted Rand
    index of .03 to .09 has been measured on public comments): they are a place to begin reading.

    References
    ----------
    Lee, D. D., Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization. Nature 401,
    788-791. Boutsidis, C., Gallopoulos, E. (2008). SVD based initialization. Pattern Recognition 41, 1350-1362. Bouma,
    G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL, 31-40 (all from memory).
    """
    if topics is not None and not 2 <= topics <= max(len(comments), 2):
        raise ValueError(f"topics is {topics}; it is from 2 to the number of comments, {len(comments)}")
    stems = [[stem_of(word) for word in words_of(comment)] for comment in comments]
    # In the order of the alphabet, so that the order in which comments came in changes nothing.
    read = sorted((place for place, own in enumerate(stems) if own), key=lambda place: (comments[place], place))
    missing = len(comments) - len(read)
    if len(read) < FEWEST_COMMENTS:
        have = "One comment has" if len(read) == 1 else f"{len(read) or 'No'} comments have"
        return _nothing(len(read), missing, f"{have} words to go by; {FEWEST_COMMENTS} are needed to propose themes.")
    sample = _spread(read, MOST_READ)
    matrix, terms = _matrix([stems[place] for place in sample])
    rank = min(matrix.shape)
    if rank < (topics or 2) + 1:
        return _nothing(len(read), missing, "The comments share too few words to propose themes.")
    counts = (topics,) if topics is not None else range(2, min(MOST_TOPICS, rank - 1, len(sample) // 5) + 1)
    chosen = _most_coherent(matrix, counts)
    spelling = _spelling([comments[place] for place in sample])
    found = [_topic(chosen, column, sample, terms, spelling) for column in range(chosen.words.shape[0])]
    found = sorted((topic for topic in found if topic.size), key=lambda topic: (-topic.size, topic.words))
    return TopicProposal(
        topics=tuple(found),
        coherence=chosen.coherence,
        n_used=len(sample),
        n_missing=len(comments) - len(sample),
        method=f"NMF of TF-IDF with {len(found)} topics, {'as asked' if topics else 'chosen by coherence'}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factors:
    shares: NDArray[np.float64]  # comments × topics
    words: NDArray[np.float64]  # topics × terms
    coherence: float


def _most_coherent(matrix: csr_matrix[np.float64], counts: Iterable[int]) -> _Factors:
    """The factors with the most coherent words; of equals, those with fewer topics."""
    present = matrix > 0  # type: ignore[operator]  # the stubs know no comparison of a sparse matrix
    tried = [_factorise(matrix, count) for count in counts]
    factors = [_Factors(shares=shares, words=words, coherence=_coherence(present, words)) for shares, words in tried]
    return max(factors, key=lambda one: one.coherence)


def _nothing(n_used: int, n_missing: int, why_not: str) -> TopicProposal:
    return TopicProposal(topics=(), coherence=None, n_used=n_used, n_missing=n_missing, method="none", why_not=why_not)


def _spread(places: list[int], most: int) -> list[int]:
    """At most so many of the places, evenly spread."""
    if len(places) <= most:
        return places
    return [places[int(at)] for at in np.linspace(0, len(places) - 1, most)]


def _matrix(stems: list[list[str]]) -> tuple[csr_matrix[np.float64], tuple[str, ...]]:
    """TF-IDF of stems that two comments have, and that not more than half of them do."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

    often: dict[str, int] = {}
    for own in stems:
        for stem in set(own):
            often[stem] = often.get(stem, 0) + 1
    terms = sorted(stem for stem, count in often.items() if 2 <= count <= max(2, len(stems) / 2))
    if not terms:
        return csr_matrix((len(stems), 0), dtype=np.float64), ()
    vectorizer = TfidfVectorizer(analyzer=list, vocabulary=terms, sublinear_tf=True)
    return csr_matrix(vectorizer.fit_transform(stems)), tuple(terms)


def _factorise(matrix: csr_matrix[np.float64], topics: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from warnings import catch_warnings, simplefilter

    from sklearn.decomposition import NMF  # type: ignore[import-untyped]
    from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-untyped]

    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # more steps change the last digits, not the words
        model = NMF(n_components=topics, init="nndsvd", max_iter=200, random_state=0)
        return np.asarray(model.fit_transform(matrix)), np.asarray(model.components_)


def _leading(words: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """The terms that weigh most in each topic."""
    return [np.flatnonzero(row)[np.argsort(-row[np.flatnonzero(row)], kind="stable")][:TELLING] for row in words]


def _coherence(present: csr_matrix[np.bool_], words: NDArray[np.float64]) -> float:
    return float(np.mean([_npmi(present, terms) for terms in _leading(words)]))


def _npmi(present: csr_matrix[np.bool_], terms: NDArray[np.intp]) -> float:
    """The mean over the pairs of terms; −1 of a topic with fewer than two."""
    if len(terms) < 2:
        return -1.0
    own = present[:, terms].toarray().astype(float)
    together = own.T @ own / len(own)
    alone = np.diag(together)
    first, second = np.triu_indices(len(terms), k=1)
    joint = together[first, second]
    meet = (joint > 0) & (joint < 1)
    values = np.where(joint >= 1, 1.0, -1.0)
    chance = alone[first] * alone[second]
    values[meet] = np.log(joint[meet] / chance[meet]) / -np.log(joint[meet])
    return float(values.mean())


def _topic(
    factors: _Factors, column: int, places: list[int], terms: tuple[str, ...], spelling: dict[str, str]
) -> Topic:
    total = factors.shares.sum(axis=1)
    own = np.divide(factors.shares[:, column], total, out=np.zeros(len(total)), where=total > 0)
    best = np.argsort(-factors.shares[:, column], kind="stable")[:TOP_COMMENTS]
    return Topic(
        words=tuple(spelling[terms[term]] for term in _leading(factors.words[[column]])[0]),
        comments=tuple(places[row] for row in best if own[row] >= IN_SHARE),
        size=int((own >= IN_SHARE).sum()),
    )


def _spelling(comments: list[str]) -> dict[str, str]:
    """The word that is written most for each stem; of equals the shortest, then the first in the alphabet."""
    counts: dict[str, dict[str, int]] = {}
    for comment in comments:
        for word in words_of(comment):
            own = counts.setdefault(stem_of(word), {})
            own[word] = own.get(word, 0) + 1
    return {stem: min(own, key=lambda word: (-own[word], len(word), word)) for stem, own in counts.items()}
