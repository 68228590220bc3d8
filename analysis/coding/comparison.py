"""Two coders, blind to each other: where they differ, and what they settle on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.round_data import CodingRecord, Stance
from analysis.themes.table import Comment

Decision = tuple[Comment, str]
"""A comment and a theme's name: what one decision is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A theme that one of the coders gave to a comment, or that both gave as something else.

    Attributes
    ----------
    comment : tuple of (response, question, entries)
        Which comment.
    theme : str
        Which theme.
    first, second : tuple of Stance
        How each of them gave it; empty where they did not.
    """

    comment: Comment
    theme: str
    first: tuple[Stance, ...]
    second: tuple[Stance, ...]

    @property
    def on_stance_only(self) -> bool:
        """Whether both gave the theme, and differ on strength or concern."""
        return bool(self.first) and bool(self.second)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderComparison:
    """Two coders side by side, on the comments that both have done.

    Attributes
    ----------
    first_coder, second_coder : str
        Who they are.
    first, second : DataFrame of bool
        A row for each comment, indexed by :func:`comment_key`, a column for each theme: what
        :func:`analysis.agreement.theme_agreement` takes.
    comments : tuple of Comment
        The comment of each row.
    disagreements : tuple of Disagreement
        By comment, then theme; first those on a theme, then those on stance only.
    first_only, second_only : tuple of Comment
        Comments that only one of them has done; they are not compared.
    agreed : tuple of CodingRecord
        What both gave alike, under no coder's name.
    n_used, n_missing : int
        Comments compared, and comments that only one has done.
    why_not : str or None
        Why nothing is compared.
    """

    first_coder: str
    second_coder: str
    first: pd.DataFrame
    second: pd.DataFrame
    comments: tuple[Comment, ...]
    disagreements: tuple[Disagreement, ...]
    first_only: tuple[Comment, ...]
    second_only: tuple[Comment, ...]
    agreed: tuple[CodingRecord, ...]
    n_used: int
    n_missing: int
    why_not: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What the two settled on.

    Attributes
    ----------
    codings : tuple of CodingRecord
        What both gave, and what was decided; ``coder`` names who decided, and is empty where both agreed.
    open : tuple of Disagreement
        What is not decided yet. Its theme is in no coding of that comment.
    n_agreed, n_decided : int
        Pairs of comment and theme that both gave alike, and pairs that were decided.
    """

    codings: tuple[CodingRecord, ...]
    open: tuple[Disagreement, ...]
    n_agreed: int
    n_decided: int


def comment_key(comment: Comment) -> str:
    """A comment in one piece of text, for an index.

    Examples
    --------
    >>> comment_key(("r1", "works", ())), comment_key(("r1", "talk", (0, 2)))
    ('r1/works', 'r1/talk/0.2')
    """
    response, question, entry = comment
    return "/".join((response, question, *([".".join(map(str, entry))] if entry else ())))


def compare_coders(
    codings: Iterable[CodingRecord],
    first: str,
    second: str,
    *,
    themes: Sequence[str],
    done: Mapping[str, Collection[Comment]] | None = None,
) -> CoderComparison:
    """Put two coders side by side.

    Parameters
    ----------
    codings : iterable of CodingRecord
        Of these two and of anybody else, who is passed over.
    first, second : str
        The two coders.
    themes : sequence of str
        The names of the codeframe's themes: the columns.
    done : mapping of coder to collection of Comment, optional
        The comments that each has finished, with or without a theme. Without it, a comment is done by whoever gave it
        a theme, and one that neither gave a theme is left out: agreement on what is absent then looks smaller.

    Raises
    ------
    ValueError
        Where the two are one, or a theme is not in the codeframe.
    """
    if first == second:
        raise ValueError(f"second: {second!r} is the first coder too")
    given = _given(codings, (first, second), themes)
    finished = {
        coder: {comment for comment, _ in own} | set((done or {}).get(coder, ())) for coder, own in given.items()
    }
    both = sorted(finished[first] & finished[second])
    differing = _disagreements(both, themes, given[first], given[second])
    only = [tuple(sorted(finished[one] - finished[other])) for one, other in ((first, second), (second, first))]
    return CoderComparison(
        first_coder=first,
        second_coder=second,
        first=_frame(both, themes, given[first]),
        second=_frame(both, themes, given[second]),
        comments=tuple(both),
        disagreements=differing,
        first_only=only[0],
        second_only=only[1],
        agreed=_agreed(both, given[first], given[second]),
        n_used=len(both),
        n_missing=len(only[0]) + len(only[1]),
        why_not=None if both else "No comment was done by both coders, so there is nothing to compare.",
    )


def _given(
    codings: Iterable[CodingRecord], coders: Collection[str], themes: Collection[str]
) -> dict[str, dict[Decision, set[Stance]]]:
    """What each coder gave, as which stances."""
    given: dict[str, dict[Decision, set[Stance]]] = {coder: {} for coder in coders}
    for coding in codings:
        if coding.theme not in themes:
            raise ValueError(f"codings: the theme {coding.theme!r} is not in the codeframe")
        if coding.coder in given:
            comment = (coding.response_id, coding.question, coding.entry)
            given[coding.coder].setdefault((comment, coding.theme), set()).add(coding.stance)
    return given


def _frame(comments: Sequence[Comment], themes: Sequence[str], given: Mapping[Decision, set[Stance]]) -> pd.DataFrame:
    rows = [[(comment, theme) in given for theme in themes] for comment in comments]
    index = pd.Index([comment_key(comment) for comment in comments], name="comment", dtype="str")
    return pd.DataFrame(rows, index=index, columns=pd.Index(list(themes), dtype="str"), dtype=bool)


def _disagreements(
    comments: Iterable[Comment],
    themes: Sequence[str],
    first: Mapping[Decision, set[Stance]],
    second: Mapping[Decision, set[Stance]],
) -> tuple[Disagreement, ...]:
    found = []
    for comment in comments:
        for theme in themes:
            one, other = (sorted(given.get((comment, theme), ())) for given in (first, second))
            if one != other:
                found.append(Disagreement(comment=comment, theme=theme, first=tuple(one), second=tuple(other)))
    return tuple(sorted(found, key=lambda one: one.on_stance_only))


def _agreed(
    comments: Iterable[Comment], first: Mapping[Decision, set[Stance]], second: Mapping[Decision, set[Stance]]
) -> tuple[CodingRecord, ...]:
    known = set(comments)
    alike = sorted(pair for pair, stances in first.items() if pair[0] in known and second.get(pair) == stances)
    return tuple(_record(pair, stance, "") for pair in alike for stance in sorted(first[pair]))


def _record(pair: Decision, stance: Stance, coder: str) -> CodingRecord:
    (response, question, entry), theme = pair
    return CodingRecord(response_id=response, question=question, theme=theme, stance=stance, entry=entry, coder=coder)


def reconcile(
    comparison: CoderComparison, decisions: Mapping[Decision, Stance | None], *, decided_by: str
) -> Reconciliation:
    """Settle disagreements.

    Parameters
    ----------
    comparison : CoderComparison
        The two coders.
    decisions : mapping of (comment, theme) to Stance or None
        For each disagreement that is settled: the stance that the theme has, or None where the comment has it not.
    decided_by : str
        Who decided: both coders together, or a third person.

    Raises
    ------
    ValueError
        Where a decision is about something that the coders do not differ on.
    """
    differing = {(one.comment, one.theme): one for one in comparison.disagreements}
    for pair in decisions:
        if pair not in differing:
            raise ValueError(f"decisions: the coders do not differ on {pair[1]!r} in {comment_key(pair[0])!r}")
    decided = tuple(
        _record(pair, stance, decided_by) for pair in differing if (stance := decisions.get(pair)) is not None
    )
    return Reconciliation(
        codings=(*comparison.agreed, *decided),
        open=tuple(one for pair, one in differing.items() if pair not in decisions),
        n_agreed=len({(one.response_id, one.question, one.entry, one.theme) for one in comparison.agreed}),
        n_decided=len(decisions),
    )
