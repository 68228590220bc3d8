"""Comparing groups, rounds and points in time: tests, their effects with intervals, trends and screened families."""

from analysis.comparison.chi_square import ChiSquareTest, chi_square_test
from analysis.comparison.fisher import FreemanHaltonTest, fisher_freeman_halton_test
from analysis.comparison.independence import IndependenceTest, independence_test
from analysis.comparison.ordinal_groups import OrdinalGroupsTest, ordinal_groups_test
from analysis.comparison.tables import ContingencyTable, contingency_table

__all__ = [
    "ChiSquareTest",
    "ContingencyTable",
    "FreemanHaltonTest",
    "IndependenceTest",
    "OrdinalGroupsTest",
    "chi_square_test",
    "contingency_table",
    "fisher_freeman_halton_test",
    "independence_test",
    "ordinal_groups_test",
]
