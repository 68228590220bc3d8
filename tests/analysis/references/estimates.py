"""Proportions, medians and stratified estimates."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.estimates import (
    clopper_pearson_interval,
    domain_proportion,
    effective_sample_size,
    finite_population_interval,
    five_number_summary,
    hypergeometric_interval,
    jeffreys_interval,
    median_interval,
    ordinal_median_interval,
    post_stratified_mean,
    post_stratified_proportion,
    raked_mean,
    raked_proportion,
    stratified_mean,
    stratified_proportion,
    wilson_interval,
)
from tests.analysis.reference_table import Reference

NEWCOMBE = "Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3"
HUB = "project's fixture of the Hertfordshire Learning Hub"
SURVEY = "R 4.2, survey 4.1.1, data(api): "
STRATIFIED = (
    f"{SURVEY}svymean(~I(awards == 'Yes'), svydesign(id=~1, strata=~stype, weights=~pw, data=apistrat, fpc=~fpc))"
)
POST = f"{SURVEY}svymean(~I(sch.wide == 'Yes'), postStratify(svydesign(id=~1, fpc=~fpc, data=apisrs), ~stype, pop))"
RAKED = f"{SURVEY}svymean(~I(api00 >= 700), rake(svydesign(id=~1, fpc=~fpc, data=apisrs), list(~stype, ~sch.wide), …))"
DOMAIN = "R 4.2, survey 4.1.1: svyratio(~consent, ~is_asked, …), tests/analysis/dip_samples/constructed_sample.R"
TWO_STRATA = "R 4.2, survey 4.1.1: svymean(~y, svydesign(id=~1, strata=~h, fpc=~N, data=t)), t as in the case"

SCHOOLS = {"E": 4421, "H": 755, "M": 1018}
AWARDS = pd.DataFrame(
    {
        "stratum": ["Elementary", "Middle", "High"],
        "population": [4421, 1018, 755],
        "answered": [100, 50, 50],
        "count": [73, 24, 16],
    }
)
# Of 2,471 referrals by outcome, twenty of each: asked, and consent sought.
ASKED = pd.DataFrame(
    {
        "stratum": ["Assessment", "Early help", "No further action"],
        "population": [1471, 600, 400],
        "known": [20, 20, 20],
        "domain": [15, 16, 17],
        "count": [10, 13, 13],
    }
)


def _schools(cells: dict[tuple[str, str], tuple[int, int]]) -> pd.DataFrame:
    """A row for each school: type, whether it succeeded as a whole, and whether its index is at least 700."""
    rows = [(*cell, value) for cell, counts in cells.items() for value in (False, True) for _ in range(counts[value])]
    return pd.DataFrame(rows, columns=["stype", "wide", "high"])


APISRS = _schools(
    {
        ("E", "No"): (11, 4),
        ("E", "Yes"): (68, 59),
        ("H", "No"): (9, 4),
        ("H", "Yes"): (9, 3),
        ("M", "No"): (7, 2),
        ("M", "Yes"): (13, 11),
    }
)
MARGINS = {"stype": SCHOOLS, "wide": {"No": 1072, "Yes": 5122}}
PROVINCE = pd.Series([4123.0, 760, 721, 142, 187, 331, 127, 219])
URBAN = pd.Series(["urban"] * 3 + ["rural"] * 5)


def _reference(
    function: str, case: str, expected: float, compute: Callable[[], float | None], tolerance: float, source: str
) -> Reference:
    return Reference(
        statistic=f"analysis.{function}",
        case=case,
        expected=expected,
        compute=compute,
        tolerance=tolerance,
        source=source,
    )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


REFERENCES = (
    _reference(
        "proportions.wilson_interval", "81 of 263, low", 0.2553, lambda: wilson_interval(81, 263).low, 5e-5, NEWCOMBE
    ),
    _reference(
        "proportions.wilson_interval", "81 of 263, high", 0.3662, lambda: wilson_interval(81, 263).high, 5e-5, NEWCOMBE
    ),
    _reference(
        "proportions.wilson_interval", "1 of 29, low", 0.0061, lambda: wilson_interval(1, 29).low, 5e-5, NEWCOMBE
    ),
    _reference("proportions.wilson_interval", "36 of 39, low", 0.797, lambda: wilson_interval(36, 39).low, 5e-4, HUB),
    _reference(
        "proportions.finite_population_interval",
        "36 of 39 of 225, low",
        0.811,
        lambda: finite_population_interval(36, 39, 225).low,
        5e-4,
        HUB,
    ),
    _reference(
        "proportions.finite_population_interval",
        "15 of 39 of 225, high",
        0.527,
        lambda: finite_population_interval(15, 39, 225).high,
        5e-4,
        HUB,
    ),
    _reference(
        "estimates.exact.clopper_pearson_interval",
        "81 of 263, low",
        0.25273675,
        lambda: clopper_pearson_interval(81, 263).low,
        5e-9,
        "R 4.2: binom.test(81, 263)$conf.int",
    ),
    _reference(
        "estimates.exact.clopper_pearson_interval",
        "36 of 39, high",
        0.98384670,
        lambda: clopper_pearson_interval(36, 39).high,
        5e-9,
        "R 4.2: binom.test(36, 39)$conf.int",
    ),
    _reference(
        "estimates.exact.hypergeometric_interval",
        "36 of 39 of 225, low × 225",
        181,
        lambda: _times(hypergeometric_interval(36, 39, 225).low, 225),
        1e-9,
        "R 4.2: K <- 0:225; min(K[phyper(35, K, 225 - K, 39, lower.tail=FALSE) > .025])",
    ),
    _reference(
        "estimates.exact.hypergeometric_interval",
        "3 of 10 of 50, high × 50",
        31,
        lambda: _times(hypergeometric_interval(3, 10, 50).high, 50),
        1e-9,
        "R 4.2: K <- 0:50; max(K[phyper(3, K, 50 - K, 10) > .025])",
    ),
    _reference(
        "estimates.jeffreys.jeffreys_interval",
        "36 of 39, low",
        0.80873522,
        lambda: jeffreys_interval(36, 39).low,
        5e-9,
        "R 4.2: qbeta(.025, 36.5, 3.5)",
    ),
    _reference(
        "estimates.stratified.stratified_proportion",
        "awards of 200 schools",
        0.63893606,
        lambda: stratified_proportion(AWARDS).estimate,
        5e-7,
        STRATIFIED,
    ),
    _reference(
        "estimates.stratified.stratified_proportion",
        "awards of 200 schools, standard error",
        0.034405918,
        lambda: stratified_proportion(AWARDS).standard_error,
        5e-9,
        STRATIFIED,
    ),
    _reference(
        "estimates.stratified.stratified_proportion",
        "awards of 200 schools, degrees of freedom",
        135.34949,
        lambda: stratified_proportion(AWARDS).degrees_of_freedom,
        5e-5,
        "R 4.2: v <- W^2 * (1 - n/N) * p * (1 - p)/(n - 1); sum(v)^2/sum(v^2/(n - 1)) (Cochran 5.16)",
    ),
    _reference(
        "estimates.stratified.stratified_mean",
        "2, 4, 6 of 30 and 10, 14 of 10, standard error",
        0.9354143,
        lambda: (
            stratified_mean(pd.Series([2.0, 4, 6, 10, 14]), pd.Series(list("aaabb")), {"a": 30, "b": 10}).standard_error
        ),
        5e-8,
        TWO_STRATA,
    ),
    _reference(
        "estimates.stratified_domains.domain_proportion",
        "consent of those asked, constructed, share",
        0.7203951644,
        lambda: domain_proportion(ASKED).estimate,
        5e-11,
        DOMAIN,
    ),
    _reference(
        "estimates.stratified_domains.domain_proportion",
        "consent of those asked, constructed, standard error",
        0.0775870983,
        lambda: domain_proportion(ASKED).standard_error,
        5e-11,
        DOMAIN,
    ),
    _reference(
        "estimates.post_stratification.post_stratified_proportion",
        "success of 200 schools",
        0.81639596,
        lambda: post_stratified_proportion(APISRS["wide"] == "Yes", APISRS["stype"], SCHOOLS).estimate,
        5e-9,
        POST,
    ),
    _reference(
        "estimates.post_stratification.post_stratified_proportion",
        "success of 200 schools, standard error",
        0.025136055,
        lambda: post_stratified_proportion(APISRS["wide"] == "Yes", APISRS["stype"], SCHOOLS).standard_error,
        5e-10,
        POST,
    ),
    _reference(
        "estimates.post_stratification.post_stratified_mean",
        "Province'91, total",
        18106,
        lambda: _times(post_stratified_mean(PROVINCE, URBAN, {"urban": 7, "rural": 25}).estimate, 32),
        1e-6,
        "R 4.2, survey 4.1.1: svytotal(~ue, postStratify(svydesign(id=~1, fpc=~N, data=p), ~ps, pop))",
    ),
    _reference(
        "estimates.post_stratification.post_stratified_mean",
        "Province'91, total, standard error",
        6013.646244,
        lambda: _times(post_stratified_mean(PROVINCE, URBAN, {"urban": 7, "rural": 25}).standard_error, 32),
        5e-7,
        "R 4.2, survey 4.1.1: the same",
    ),
    _reference(
        "estimates.raking.raked_proportion",
        "index of 700 or more",
        0.41708410,
        lambda: raked_proportion(APISRS["high"], APISRS[["stype", "wide"]], MARGINS).estimate,
        5e-9,
        RAKED,
    ),
    _reference(
        "estimates.raking.raked_proportion",
        "index of 700 or more, standard error",
        0.03403801,
        lambda: raked_proportion(APISRS["high"], APISRS[["stype", "wide"]], MARGINS).standard_error,
        5e-9,
        RAKED,
    ),
    _reference(
        "estimates.raking.raked_mean",
        "the same as noughts and ones, standard error",
        0.03403801,
        lambda: raked_mean(APISRS["high"].astype("Int64"), APISRS[["stype", "wide"]], MARGINS).standard_error,
        5e-9,
        RAKED,
    ),
    _reference(
        "estimates.weights.effective_sample_size",
        "weights 1, 1, 2",
        16 / 6,
        lambda: effective_sample_size(pd.Series([1, 1, 2])).estimate,
        1e-12,
        "by hand: (1 + 1 + 2)²/(1 + 1 + 4)",
    ),
    _reference(
        "estimates.medians.median_interval",
        "15 answers, lower rank",
        4,
        lambda: median_interval(pd.Series(range(15))).low_rank,
        0,
        "R 4.2: qbinom(.025, 15, .5); textbook tables: x(4) to x(12)",
    ),
    _reference(
        "estimates.medians.median_interval",
        "15 answers, coverage",
        0.96484375,
        lambda: median_interval(pd.Series(range(15))).coverage,
        1e-12,
        "R 4.2: 1 - 2 * pbinom(3, 15, .5); textbook tables: 96.5%",
    ),
    _reference(
        "estimates.medians.median_interval",
        "20 of 50, coverage",
        0.957921863809,
        lambda: median_interval(pd.Series(range(20)), population=50).coverage,
        5e-12,
        "R 4.2: 1 - 2 * phyper(6, 25, 25, 20)",
    ),
    _reference(
        "estimates.medians.ordinal_median_interval",
        "20 grades, coverage",
        0.958610534668,
        lambda: ordinal_median_interval([2, 6, 9, 3]).coverage,
        5e-12,
        "R 4.2: 1 - 2 * pbinom(5, 20, .5); textbook tables: 95.9%",
    ),
    _reference(
        "number_summary.five_number_summary",
        "eleven numbers, lower quartile",
        25.5,
        lambda: five_number_summary(pd.Series([6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49])).lower_quartile,
        1e-12,
        "R 4.2: quantile(c(6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49))",
    ),
)
