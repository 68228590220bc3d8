"""Comparing groups, rounds and points in time: tests, their effects with intervals, trends and screened families."""

from analysis.comparison.chi_square import ChiSquareTest, chi_square_test
from analysis.comparison.cramers_v import CramersV, cramers_v
from analysis.comparison.differences import (
    ProportionDifference,
    newcombe_difference,
    newcombe_paired_difference,
)
from analysis.comparison.families import AdjustedFamily, AdjustedRow, adjust_family
from analysis.comparison.fisher import FreemanHaltonTest, fisher_freeman_halton_test
from analysis.comparison.independence import IndependenceTest, independence_test
from analysis.comparison.kruskal_wallis import GroupRank, KruskalWallisTest, kruskal_wallis_test
from analysis.comparison.mann_kendall import MannKendallTest, mann_kendall_test
from analysis.comparison.mann_whitney import MannWhitneyTest, mann_whitney_test
from analysis.comparison.marginal_homogeneity import MarginalHomogeneityTest, stuart_maxwell_test
from analysis.comparison.mcnemar import McNemarTest, mcnemar_test
from analysis.comparison.odds_ratio import FisherExactTest, fisher_exact_test
from analysis.comparison.ordinal_groups import OrdinalGroupsTest, ordinal_groups_test
from analysis.comparison.p_chart import ChartPoint, PChart, p_chart
from analysis.comparison.proportion_trend import ProportionTrend, cochran_armitage_test
from analysis.comparison.rounds import QuestionComparison, RoundComparison, comparable_questions
from analysis.comparison.sign_test import SignTest, sign_test, sign_test_of_pairs
from analysis.comparison.signed_ranks import SignedRankTest, wilcoxon_signed_rank_test
from analysis.comparison.tables import ContingencyTable, contingency_table

__all__ = [
    "AdjustedFamily",
    "AdjustedRow",
    "ChartPoint",
    "ChiSquareTest",
    "ContingencyTable",
    "CramersV",
    "FisherExactTest",
    "FreemanHaltonTest",
    "GroupRank",
    "IndependenceTest",
    "KruskalWallisTest",
    "MannKendallTest",
    "MannWhitneyTest",
    "MarginalHomogeneityTest",
    "McNemarTest",
    "OrdinalGroupsTest",
    "PChart",
    "ProportionDifference",
    "ProportionTrend",
    "QuestionComparison",
    "RoundComparison",
    "SignTest",
    "SignedRankTest",
    "adjust_family",
    "chi_square_test",
    "cochran_armitage_test",
    "comparable_questions",
    "contingency_table",
    "cramers_v",
    "fisher_exact_test",
    "fisher_freeman_halton_test",
    "independence_test",
    "kruskal_wallis_test",
    "mann_kendall_test",
    "mann_whitney_test",
    "mcnemar_test",
    "newcombe_difference",
    "newcombe_paired_difference",
    "ordinal_groups_test",
    "p_chart",
    "sign_test",
    "sign_test_of_pairs",
    "stuart_maxwell_test",
    "wilcoxon_signed_rank_test",
]
