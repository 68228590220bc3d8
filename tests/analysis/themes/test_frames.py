from __future__ import annotations

import pandas as pd
import pytest

from analysis.themes import coded_comments
from tests.analysis.themes.frames import FRAME, NAMES, coded


def test_a_theme_has_the_comments_of_those_within_it() -> None:
    found = coded([("c0", "sick_pay", "concern"), ("c1", "work", "neutral")])
    assert found.marks[0].tolist() == [True, True, True, False, False]
    assert found.own[0].tolist() == [False, False, True, False, False]
    assert found.stances["concern"][0].tolist() == [True, True, True, False, False]
    assert found.marks[1].tolist() == [True, False, False, False, False]
    assert found.names == tuple(NAMES)


def test_a_coding_of_a_comment_that_is_gone_is_counted_as_missing() -> None:
    found = coded([("gone", "pay", "neutral"), ("c0", "pay", "neutral")])
    assert (found.n_missing, int(found.own.sum())) == (1, 1)


def test_a_missing_stance_is_neutral_and_the_column_may_be_missing() -> None:
    comments = pd.DataFrame(index=["c0"])
    for codings in (
        pd.DataFrame({"comment": ["c0"], "theme": ["pay"], "stance": [None]}),
        pd.DataFrame({"comment": ["c0"], "theme": ["pay"]}),
    ):
        found = coded_comments(comments, codings, FRAME)
        assert found.stances["neutral"].sum() == 2  # pay, and work that it is part of


def test_what_does_not_fit_is_refused() -> None:
    comments, codings = pd.DataFrame(index=["c0"]), pd.DataFrame({"comment": ["c0"], "theme": ["pay"]})
    with pytest.raises(ValueError, match="two rows are called 'c0'"):
        coded_comments(pd.DataFrame(index=["c0", "c0"]), codings, FRAME)
    with pytest.raises(ValueError, match="codings has no column 'theme'"):
        coded_comments(comments, codings[["comment"]], FRAME)
    with pytest.raises(ValueError, match="theme 'none' is not in the codeframe 'Hub'"):
        coded_comments(comments, codings.assign(theme="none"), FRAME)
    with pytest.raises(ValueError, match="stance 'odd' is none of"):
        coded_comments(comments, codings.assign(stance="odd"), FRAME)
    with pytest.raises(ValueError, match="no column 'agency'"):
        coded_comments(comments, codings, FRAME).groups("agency")


def test_there_may_be_no_comments_and_no_codings() -> None:
    found = coded([], count=0)
    assert (found.own.shape, found.n_missing) == ((0, 5), 0)
