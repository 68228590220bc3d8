"""Themes suggested for a comment: from the codeframe's own words, or from what was coded before.

A suggestion is never a decision. It says where it comes from, how sure it is and which words spoke for it; what is
stored is what a person chose.
"""

from analysis.coding.codeframe.theme import ThemeText
from analysis.coding.suggestions.definitions import suggest_from_definitions
from analysis.coding.suggestions.model import CodingModel
from analysis.coding.suggestions.quality import ModelQuality, ThemeQuality
from analysis.coding.suggestions.records import Source, Suggestion
from analysis.coding.suggestions.training import train

__all__ = [
    "CodingModel",
    "ModelQuality",
    "Source",
    "Suggestion",
    "ThemeQuality",
    "ThemeText",
    "suggest_from_definitions",
    "train",
]
