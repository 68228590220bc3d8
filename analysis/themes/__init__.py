"""Themes of comments: how often, by how many people, where, together with what, and in whose cleared words.

``theme_table`` counts what a Report shows. The other functions take frames of comments and codings, put together by
``coded_comments``, and are for a QA group's own work: none of them hides small numbers, so what leaves the group passes
the disclosure gate. Words reach an output as a ``ClearedQuote`` only.
"""

from analysis.themes.co_occurrence import CoOccurrence, co_occurrence
from analysis.themes.frames import CodedComments, coded_comments
from analysis.themes.framework import FrameworkCell, FrameworkMatrix, framework_matrix
from analysis.themes.mentions import (
    StrengthToConcern,
    ThemeMention,
    ThemeMentions,
    strength_to_concern,
    theme_mentions,
)
from analysis.themes.quotes import Clearance, ClearedQuote, NotCleared, quotes_of
from analysis.themes.saturation import Saturation, expected_themes, saturation
from analysis.themes.strata import ThemesByStratum, themes_by_stratum
from analysis.themes.table import Comment, codings_in_one_form, comments_of, theme_table

__all__ = [
    "Clearance",
    "ClearedQuote",
    "CoOccurrence",
    "CodedComments",
    "Comment",
    "FrameworkCell",
    "FrameworkMatrix",
    "NotCleared",
    "Saturation",
    "StrengthToConcern",
    "ThemeMention",
    "ThemeMentions",
    "ThemesByStratum",
    "co_occurrence",
    "coded_comments",
    "codings_in_one_form",
    "comments_of",
    "expected_themes",
    "framework_matrix",
    "quotes_of",
    "saturation",
    "strength_to_concern",
    "theme_mentions",
    "theme_table",
    "themes_by_stratum",
]
