"""Codeframes: the themes that comments are coded to, in versions."""

from analysis.coding.codeframe.differences import CodeframeDifference, ThemeChange, compare_codeframes
from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.codeframe.hertfordshire import HERTFORDSHIRE
from analysis.coding.codeframe.names import theme_name
from analysis.coding.codeframe.problems import CodeframeInvalid, codeframe_problems
from analysis.coding.codeframe.theme import ThemeText

__all__ = [
    "HERTFORDSHIRE",
    "Codeframe",
    "CodeframeDifference",
    "CodeframeInvalid",
    "ThemeChange",
    "ThemeText",
    "codeframe_problems",
    "compare_codeframes",
    "theme_name",
]
