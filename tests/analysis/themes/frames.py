"""Generated comments and codings, and a codeframe of three levels."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from analysis.coding.codeframe import Codeframe, ThemeText
from analysis.themes import CodedComments, coded_comments

FRAME = Codeframe(
    title="Hub",
    version=1,
    themes=(
        ThemeText(name="work", label="Work"),
        ThemeText(name="pay", label="Pay", parent="work"),
        ThemeText(name="sick_pay", label="Sick pay", parent="pay"),
        ThemeText(name="time", label="Time", parent="work"),
        ThemeText(name="voice", label="Voice"),
    ),
)
NAMES = [theme.name for theme in FRAME]
Given = tuple[str, str, str]  # comment, theme, stance


def coded(given: list[Given], count: int = 6, **columns: Any) -> CodedComments:
    """Comments called c0, c1, … with the columns given, coded."""
    comments = pd.DataFrame(columns, index=[f"c{number}" for number in range(count)])
    codings = pd.DataFrame(given, columns=["comment", "theme", "stance"])
    return coded_comments(comments, codings, FRAME)


codings = st.lists(
    st.tuples(
        st.sampled_from([f"c{number}" for number in range(6)]),
        st.sampled_from(NAMES),
        st.sampled_from(["strength", "concern", "neutral"]),
    ),
    max_size=14,
)
people = st.lists(st.sampled_from(["r1", "r2", "r3", None]), min_size=6, max_size=6)


def under(theme: str) -> set[str]:
    """The theme and everything within it, found the slow way."""
    return {one for one in NAMES if theme in FRAME.lineage_of(one)}
