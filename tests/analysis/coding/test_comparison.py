from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement.themes import theme_agreement
from analysis.coding.comparison import comment_key, compare_coders, reconcile
from analysis.round_data import CodingRecord

A, B, C = ("r1", "works", ()), ("r2", "works", ()), ("r3", "talk", (0,))
THEMES = ("time", "pay")


def coding(comment: tuple[str, str, tuple[int, ...]], theme: str, coder: str, stance: Any = "neutral") -> CodingRecord:
    response, question, entry = comment
    return CodingRecord(response_id=response, question=question, theme=theme, stance=stance, entry=entry, coder=coder)


CODINGS = [
    coding(A, "time", "ann"), coding(A, "time", "bob"), coding(A, "pay", "ann"),
    coding(B, "time", "ann", "concern"), coding(B, "time", "bob", "strength"),
    coding(C, "pay", "bob"), coding(C, "time", "eve"),
]  # fmt: skip


def test_only_comments_that_both_have_done_are_compared() -> None:
    found = compare_coders(CODINGS, "ann", "bob", themes=THEMES)
    assert found.comments == (A, B)
    assert (found.first_only, found.second_only, found.n_used, found.n_missing) == ((), (C,), 2, 1)
    assert [(one.comment, one.theme, one.first, one.second) for one in found.disagreements] == [
        (A, "pay", ("neutral",), ()),
        (B, "time", ("concern",), ("strength",)),
    ]
    assert [one.on_stance_only for one in found.disagreements] == [False, True]
    assert [(one.response_id, one.theme, one.coder) for one in found.agreed] == [("r1", "time", "")]


def test_a_comment_done_without_a_theme_is_compared_too() -> None:
    found = compare_coders(CODINGS, "ann", "bob", themes=THEMES, done={"ann": [A, B, C], "bob": [A, B, C]})
    assert found.comments == (A, B, C)
    assert found.n_missing == 0
    assert ("r3", "pay") in [(one.comment[0], one.theme) for one in found.disagreements]


def test_the_frames_are_what_the_agreement_takes() -> None:
    found = compare_coders(CODINGS, "ann", "bob", themes=THEMES, done={"ann": [A, B, C], "bob": [A, B, C]})
    assert list(found.first.index) == ["r1/works", "r2/works", "r3/talk/0"]
    assert found.first["pay"].tolist() == [True, False, False]
    time, pay = theme_agreement(found.first, found.second, resamples=50)
    assert (time.both, time.first_only, time.second_only, time.neither) == (2, 0, 0, 1)
    assert (pay.both, pay.first_only, pay.second_only, pay.neither) == (0, 1, 1, 1)


def test_what_is_decided_joins_what_both_gave_and_the_rest_stays_open() -> None:
    found = compare_coders(CODINGS, "ann", "bob", themes=THEMES)
    settled = reconcile(found, {(B, "time"): "concern"}, decided_by="ann and bob")
    assert [(one.response_id, one.theme, one.stance, one.coder) for one in settled.codings] == [
        ("r1", "time", "neutral", ""),
        ("r2", "time", "concern", "ann and bob"),
    ]
    assert [(one.comment, one.theme) for one in settled.open] == [(A, "pay")]
    assert (settled.n_agreed, settled.n_decided) == (1, 1)
    done = reconcile(found, {(B, "time"): "concern", (A, "pay"): None}, decided_by="eve")
    assert done.open == ()
    assert [one.theme for one in done.codings] == ["time", "time"]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="'ann' is the first coder too"):
        compare_coders(CODINGS, "ann", "ann", themes=THEMES)
    with pytest.raises(ValueError, match="'pay' is not in the codeframe"):
        compare_coders(CODINGS, "ann", "bob", themes=("time",))
    found = compare_coders(CODINGS, "ann", "bob", themes=THEMES)
    with pytest.raises(ValueError, match="do not differ on 'time' in 'r1/works'"):
        reconcile(found, {(A, "time"): None}, decided_by="eve")


@pytest.mark.parametrize("codings", [[], CODINGS[:1], [coding(A, "time", "ann"), coding(B, "time", "bob")]])
def test_without_a_comment_that_both_did_there_is_a_reason(codings: list[CodingRecord]) -> None:
    found = compare_coders(codings, "ann", "bob", themes=THEMES)
    assert found.why_not == "No comment was done by both coders, so there is nothing to compare."
    assert (found.first.shape, list(found.first.columns)) == ((0, 2), list(THEMES))
    assert reconcile(found, {}, decided_by="eve").codings == ()


def test_a_comment_is_known_by_response_question_and_entries() -> None:
    assert comment_key(("r1", "talk", (0, 2))) == "r1/talk/0.2"


some = st.lists(
    st.builds(
        coding, st.sampled_from([A, B, C]), st.sampled_from(THEMES), st.sampled_from(["ann", "bob"]),
        st.sampled_from(["strength", "concern", "neutral"]),
    ),
    max_size=12,
)  # fmt: skip


@given(some, st.randoms(use_true_random=False))
def test_neither_the_order_of_codings_nor_that_of_coders_matters(codings: list[CodingRecord], random: Any) -> None:
    found = compare_coders(codings, "ann", "bob", themes=THEMES)
    shuffled = random.sample(codings, len(codings))
    assert compare_coders(shuffled, "ann", "bob", themes=THEMES).disagreements == found.disagreements
    other = compare_coders(codings, "bob", "ann", themes=THEMES)
    assert [(one.comment, one.theme, one.second, one.first) for one in other.disagreements] == [
        (one.comment, one.theme, one.first, one.second) for one in found.disagreements
    ]
    assert other.agreed == found.agreed
    # Every pair that anybody gave in a compared comment is agreed or a disagreement, and never both.
    given = {((c.response_id, c.question, c.entry), c.theme) for c in codings}
    agreed = {((c.response_id, c.question, c.entry), c.theme) for c in found.agreed}
    differing = {(one.comment, one.theme) for one in found.disagreements}
    assert agreed | differing == {pair for pair in given if pair[0] in found.comments}
    assert not agreed & differing
