"""Tests of groups, pairs and points in time, and their effects."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis import comparison
from tests.analysis.reference_table import Reference

PARTY = [[762, 327, 468], [484, 239, 477]]
JOB_SATISFACTION = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
TWINS = [[2, 15], [10, 3]]
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLIER = [1.15, 0.88, 0.90, 0.74, 1.21]
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
RATES = [2.9, 3.0, 2.5, 2.6, 3.2, 3.8, 2.7, 4.0, 2.4, 2.8, 3.4, 3.7, 2.2, 2.0]
EYES = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
AGENCIES = [[1, 0, 4], [2, 3, 6], [4, 5, 5], [8, 9, 3], [6, 2, 1]]
APPROVAL = [[794, 150], [86, 570]]
P_VALUES = {"a": 0.01, "b": 0.04, "c": 0.03, "d": None, "e": 0.005, "f": 0.2, "g": 0.03}
DEFECTS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
NEWCOMBE = "Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10"


def _row(
    module_and_name: str, case: str, expected: float, compute: Callable[[], float | None], tolerance: float, source: str
) -> Reference:
    return Reference(
        statistic=f"analysis.comparison.{module_and_name}",
        case=case,
        expected=expected,
        compute=compute,
        tolerance=tolerance,
        source=source,
    )


def _adjusted(method: comparison.families.Adjustment, name: str) -> float | None:
    family = comparison.adjust_family("made up", P_VALUES, method=method)
    return next(row.adjusted for row in family.rows if row.name == name)


def _kruskal() -> comparison.KruskalWallisTest:
    return comparison.kruskal_wallis_test(pd.Series(RATES), pd.Series([1] * 5 + [2] * 4 + [3] * 5))


TABLES = (
    _row(
        "chi_square.chi_square_test", "gender and party, X²", 30.1,
        lambda: comparison.chi_square_test(PARTY).statistic, 0.05,
        "Agresti (2007), Introduction to Categorical Data Analysis, table 2.5",
    ),
    _row(
        "chi_square.chi_square_test", "gender and party, p", 2.95358918321e-07,
        lambda: comparison.chi_square_test(PARTY).p_value, 1e-15,
        "R 4.2.2, chisq.test(rbind(c(762, 327, 468), c(484, 239, 477)))$p.value",
    ),
    _row(
        "fisher.fisher_freeman_halton_test", "job satisfaction by income", 0.782684938966,
        lambda: comparison.fisher_freeman_halton_test(JOB_SATISFACTION).p_value, 1e-11,
        "R 4.2.2, fisher.test(rbind(c(1,2,1,0), c(3,3,6,1), c(10,10,14,9), c(6,7,12,11)))$p.value",
    ),
    _row(
        "odds_ratio.fisher_exact_test", "Fisher's twins, two-sided p", 0.000536724119143,
        lambda: comparison.fisher_exact_test(TWINS).p_value, 1e-12,
        "R 4.2.2, fisher.test(rbind(c(2, 15), c(10, 3)))$p.value",
    ),
    _row(
        "odds_ratio.fisher_exact_test", "Fisher's twins, odds ratio", 0.046936608828,
        lambda: comparison.fisher_exact_test(TWINS).estimate, 1e-5,
        "R 4.2.2, fisher.test(rbind(c(2, 15), c(10, 3)))$estimate",
    ),
    _row(
        "independence.independence_test", "three by three, too small for chi-square", 0.00425962925963,
        lambda: comparison.independence_test([[3, 0, 2], [1, 4, 0], [0, 1, 5]]).p_value, 1e-11,
        "R 4.2.2, fisher.test(rbind(c(3,0,2), c(1,4,0), c(0,1,5)))$p.value",
    ),
    _row(
        "cramers_v.cramers_v", "gender and party, V", 0.1044358023565,
        lambda: comparison.cramers_v(PARTY).estimate, 1e-10,
        "R 4.2.2, s <- chisq.test(M); sqrt(s$statistic/sum(M)); the same from vcd::assocstats",
    ),
    _row(
        "cramers_v.cramers_v", "gender and party, lower limit", 0.0649074181026,
        lambda: comparison.cramers_v(PARTY).low, 1e-8,
        "R 4.2.2, uniroot(function(l) pchisq(s$statistic, 2, ncp = l) - .975, c(0, 300), tol = 1e-12), √(λ/n)",
    ),
    _row(
        "cramers_v.cramers_v", "gender and party, upper limit", 0.1402639046657,
        lambda: comparison.cramers_v(PARTY).high, 1e-8,
        "R 4.2.2, uniroot(function(l) pchisq(s$statistic, 2, ncp = l) - .025, c(0, 300), tol = 1e-12), √(λ/n)",
    ),
)  # fmt: skip
RANKS = (
    _row(
        "ordinal_groups.ordinal_groups_test", "three agencies, constructed, H", 11.5596426764495,
        lambda: comparison.ordinal_groups_test(AGENCIES).statistic, 1e-10,
        "R 4.2.2, kruskal.test(grades, groups) of the answers written out",
    ),
    _row(
        "ordinal_groups.ordinal_groups_test", "first and third agency, p", 0.00249521287125,
        lambda: comparison.ordinal_groups_test([[row[0], row[2]] for row in AGENCIES]).p_value, 1e-12,
        "R 4.2.2, wilcox.test(first, third, exact = FALSE) of the answers written out",
    ),
    _row(
        "mann_whitney.mann_whitney_test", "permeability, U", 35,
        lambda: comparison.mann_whitney_test(AT_TERM, EARLIER).statistic, 0,
        "Hollander and Wolfe (1973), page 69, as in R's help of wilcox.test",
    ),
    _row(
        "mann_whitney.mann_whitney_test", "permeability, exact two-sided p", 0.254412254412,
        lambda: comparison.mann_whitney_test(AT_TERM, EARLIER).p_value, 1e-11,
        "R 4.2.2, wilcox.test(at_term, earlier)$p.value",
    ),
    _row(
        "mann_whitney.mann_whitney_test", "permeability, lower limit of the effect", -0.1783879015113,
        lambda: comparison.mann_whitney_test(AT_TERM, EARLIER).low, 1e-10,
        "R 4.2.2, Cliff's formulas on d <- sign(outer(x, y, \"-\"))",
    ),
    _row(
        "mann_whitney.mann_whitney_test", "tied grades, exact p", 0.119191919192,
        lambda: comparison.mann_whitney_test(
            [1, 2, 2, 3, 3, 3, 4, 5], [2, 3, 4, 4, 5, 5, 5], method="exact"
        ).p_value, 1e-11,
        'coin 1.4-2, pvalue(wilcox_test(y ~ g, distribution = "exact"))',
    ),
    _row(
        "kruskal_wallis.kruskal_wallis_test", "mucociliary efficiency, H", 0.7714,
        lambda: _kruskal().statistic, 5e-5, "Hollander and Wolfe (1973), page 116, as in R's help of kruskal.test",
    ),
    _row(
        "kruskal_wallis.kruskal_wallis_test", "mucociliary efficiency, p", 0.679964773579,
        lambda: _kruskal().p_value, 1e-11, "R 4.2.2, kruskal.test(list(x, y, z))$p.value",
    ),
)  # fmt: skip
PAIRS = (
    _row(
        "sign_test.sign_test", "moderation, 8 up and 1 down, p", 0.0390625,
        lambda: comparison.sign_test(8, 1).p_value, 1e-12, "R 4.2.2, binom.test(8, 9)$p.value",
    ),
    _row(
        "signed_ranks.wilcoxon_signed_rank_test", "depression, exact two-sided p", 0.0390625,
        lambda: comparison.wilcoxon_signed_rank_test(AFTER, BEFORE).p_value, 1e-12,
        "R 4.2.2, wilcox.test(before, after, paired = TRUE)$p.value; Hollander and Wolfe (1973), page 29",
    ),
    _row(
        "signed_ranks.wilcoxon_signed_rank_test", "with zeros and ties, Pratt, exact p", 0.08984375,
        lambda: comparison.wilcoxon_signed_rank_test(
            [1, 2, 2, 3, 3, 1, 4, 2, 2, 3, 1, 2, 5, 1], [2, 2, 3, 3, 4, 3, 3, 4, 2, 4, 3, 2, 2, 4]
        ).p_value, 1e-12,
        'coin 1.4-2, pvalue(wilcoxsign_test(s ~ f, distribution = "exact", zero.method = "Pratt"))',
    ),
    _row(
        "mcnemar.mcnemar_test", "approval, corrected chi-square", 16.8177966102,
        lambda: comparison.mcnemar_test(APPROVAL, method="corrected").statistic, 1e-9,
        "R 4.2.2, mcnemar.test(matrix(c(794, 86, 150, 570), 2))$statistic",
    ),
    _row(
        "mcnemar.mcnemar_test", "two media, exact p", 0.0129,
        lambda: comparison.mcnemar_test([[20, 12], [2, 16]]).p_value, 5e-5,
        "Armitage and Berry (1994), page 127, as computed in StatsDirect's help",
    ),
    _row(
        "marginal_homogeneity.stuart_maxwell_test", "vision of 7,477 women", 11.9565696229826,
        lambda: comparison.stuart_maxwell_test(EYES).statistic, 1e-9,
        'coin 1.4-2, mh_test(xtabs(Freq ~ right + left, vcd::VisualAcuity, gender == "female"))',
    ),
    _row(
        "differences.newcombe_paired_difference", "complete response, lower limit", -0.1186,
        lambda: comparison.newcombe_paired_difference(59, 6, 16, 80).low, 5e-5,
        "R package contingencytables, Newcombe_square_and_add_CI_paired_2x2(cavo_2012)",
    ),
    _row(
        "differences.newcombe_paired_difference", "complete response, upper limit", -0.0046,
        lambda: comparison.newcombe_paired_difference(59, 6, 16, 80).high, 5e-5,
        "R package contingencytables, Newcombe_square_and_add_CI_paired_2x2(cavo_2012)",
    ),
)  # fmt: skip
DIFFERENCES = tuple(
    _row("differences.newcombe_difference", f"{a} of {m} less {b} of {n}, {side} limit", value, compute, 5e-5, NEWCOMBE)
    for (a, m, b, n), low, high in (
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    )
    for side, value, compute in (
        ("lower", low, lambda a=a, m=m, b=b, n=n: comparison.newcombe_difference(a, m, b, n).low),
        ("upper", high, lambda a=a, m=m, b=b, n=n: comparison.newcombe_difference(a, m, b, n).high),
    )
)
TRENDS = (
    _row(
        "proportion_trend.cochran_armitage_test", "smokers in four studies, p", 0.00413189747764,
        lambda: comparison.cochran_armitage_test([83, 90, 129, 70], [86, 93, 136, 82]).p_value, 1e-12,
        "R 4.2.2, prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82))$p.value",
    ),
    _row(
        "proportion_trend.cochran_armitage_test", "uneven scores, p", 0.0735963165725,
        lambda: comparison.cochran_armitage_test([5, 9, 14, 8], [30, 32, 35, 20], scores=[0, 6, 12, 30]).p_value, 1e-12,
        "R 4.2.2, prop.trend.test(c(5, 9, 14, 8), c(30, 32, 35, 20), score = c(0, 6, 12, 30))$p.value",
    ),
    _row(
        "mann_kendall.mann_kendall_test", "six points, exact p", 0.0166666666667,
        lambda: comparison.mann_kendall_test([62, 65, 63, 70, 71, 75]).p_value, 1e-12,
        'R 4.2.2, cor.test(1:6, y, method = "kendall")$p.value',
    ),
    _row(
        "mann_kendall.mann_kendall_test", "ten points with ties, p", 0.00683025586304,
        lambda: comparison.mann_kendall_test([12, 15, 15, 14, 18, 20, 20, 25, 19, 24]).p_value, 1e-12,
        'R 4.2.2, cor.test(1:10, y, method = "kendall", exact = FALSE, continuity = TRUE)$p.value',
    ),
    _row(
        "p_chart.p_chart", "30 samples of 50, lower limit", 0.0524,
        lambda: comparison.p_chart(DEFECTS, [50] * 30).points[0].low, 5e-5,
        "Montgomery (2009), Introduction to Statistical Quality Control, example 7.1 (from memory)",
    ),
    _row(
        "p_chart.p_chart", "30 samples of 50, upper limit", 0.4102,
        lambda: comparison.p_chart(DEFECTS, [50] * 30).points[0].high, 5e-5,
        "Montgomery (2009), Introduction to Statistical Quality Control, example 7.1 (from memory)",
    ),
    _row(
        "families.adjust_family", "second of six, Holm", 0.12,
        lambda: _adjusted("holm", "b"), 1e-12, 'R 4.2.2, p.adjust(c(.01, .04, .03, NA, .005, .2, .03), "holm")',
    ),
    _row(
        "families.adjust_family", "second of six, Benjamini and Hochberg", 0.048,
        lambda: _adjusted("benjamini-hochberg", "b"), 1e-12,
        'R 4.2.2, p.adjust(c(.01, .04, .03, NA, .005, .2, .03), "BH")',
    ),
)  # fmt: skip
REFERENCES = (*TABLES, *RANKS, *PAIRS, *DIFFERENCES, *TRENDS)
