"""Cell suppression: which counts of a system of tables to hide, so that none of few people can be worked out."""

from analysis.disclosure.cells.axes import Axis
from analysis.disclosure.cells.ranges import PossibleRange, possible_ranges
from analysis.disclosure.cells.relations import Relation, Rule
from analysis.disclosure.cells.safety import is_safe
from analysis.disclosure.cells.suppression import Suppression, suppress
from analysis.disclosure.cells.tables import System, hierarchy, linked, multiple_choice, table, three_way, two_way

__all__ = [
    "Axis",
    "PossibleRange",
    "Relation",
    "Rule",
    "Suppression",
    "System",
    "hierarchy",
    "is_safe",
    "linked",
    "multiple_choice",
    "possible_ranges",
    "suppress",
    "table",
    "three_way",
    "two_way",
]
