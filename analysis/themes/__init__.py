"""Themes of comments: how often, by how many people, where, together with what, and in whose cleared words.

``theme_table`` counts what a Report shows; the other functions take frames of comments and codings
(:mod:`analysis.themes.frames`) and are for a QA group's own work. None of them hides anything: what leaves the group
passes the disclosure gate.
"""

from analysis.themes.table import Comment, codings_in_one_form, comments_of, theme_table

__all__ = [
    "Comment",
    "codings_in_one_form",
    "comments_of",
    "theme_table",
]
