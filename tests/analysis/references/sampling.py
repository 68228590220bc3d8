"""Sampling: allocation, sample sizes and weights."""

from __future__ import annotations

from statistics import NormalDist

from analysis.sampling.allocation import allocate
from analysis.sampling.discovery import discovery_sample_size
from analysis.sampling.draw_order import order_of_chance, random_start
from analysis.sampling.sample_size import sample_size_for_proportion
from analysis.sampling.weights import design_weights
from tests.analysis.reference_table import Reference

TWO = 2 * NormalDist().cdf(2) - 1
CITIES = {"large": 16, "smaller": 48}
SPREADS = {"large": 53843**0.5, "smaller": 5581**0.5}
KREJCIE = "Krejcie and Morgan (1970), Educational and Psychological Measurement 30:607-610, table 1"


def _size(population: int) -> float:
    return sample_size_for_proportion(0.05, population=population, interval="textbook").n


REFERENCES = (
    Reference(
        statistic="analysis.sampling.allocation.allocate",
        case="Neyman, 64 cities, n = 24: quota of the 16 large ones",
        expected=12.21,
        compute=lambda: allocate(CITIES, 24, method="neyman", spreads=SPREADS).strata[0].quota,
        tolerance=0.005,
        source="Cochran (1977), chapter 5 (from memory)",
    ),
    Reference(
        statistic="analysis.sampling.allocation.allocate",
        case="proportional, 64 cities, n = 24: the 16 large ones",
        expected=6,
        compute=lambda: allocate(CITIES, 24).strata[0].n,
        tolerance=0,
        source="Cochran (1977), chapter 5 (from memory)",
    ),
    Reference(
        statistic="analysis.sampling.sample_size.sample_size_for_proportion",
        case="3,200 islanders, 5 points, p = 50%, z = 2",
        expected=356,
        compute=lambda: sample_size_for_proportion(0.05, population=3200, confidence=TWO, interval="textbook").n,
        tolerance=0,
        source="Cochran (1977), section 4.4 (from memory)",
    ),
    Reference(
        statistic="analysis.sampling.sample_size.sample_size_for_proportion",
        case="population of 100, 5 points",
        expected=80,
        compute=lambda: _size(100),
        tolerance=0,
        source=f"{KREJCIE} (from memory)",
    ),
    Reference(
        statistic="analysis.sampling.sample_size.sample_size_for_proportion",
        case="population of 1,000, 5 points",
        expected=278,
        compute=lambda: _size(1000),
        tolerance=0,
        source=f"{KREJCIE} (from memory)",
    ),
    Reference(
        statistic="analysis.sampling.sample_size.sample_size_for_proportion",
        case="Wilson, 5 points, p = 30%, of 2,471",
        expected=284,
        compute=lambda: sample_size_for_proportion(0.05, expected=0.3, population=2471).n,
        tolerance=0,
        source="statsmodels 0.15.0: first n at which proportion_confint(method='wilson') is narrow enough",
    ),
    Reference(
        statistic="analysis.sampling.discovery.discovery_sample_size",
        case="at least 1 of 25 among 2,471 with 95%",
        expected=278,
        compute=lambda: discovery_sample_size(2471, 25).n,
        tolerance=0,
        source="R 4.2.2: which(phyper(0, 25, 2446, 1:2471, lower.tail = FALSE) >= 0.95)[1]",
    ),
    Reference(
        statistic="analysis.sampling.discovery.discovery_sample_size",
        case="at least 2 of 20 among 367 with 90%: the chance reached",
        expected=0.9042599225,
        compute=lambda: discovery_sample_size(367, 20, at_least=2, confidence=0.9).chance,
        tolerance=5e-11,
        source="R 4.2.2: phyper(1, 20, 347, 66, lower.tail = FALSE)",
    ),
    Reference(
        statistic="analysis.sampling.weights.design_weights",
        case="3 × 20 of strata of 1,471, 600 and 400: effective size",
        expected=45.5008,
        compute=lambda: design_weights({"a": 1471, "b": 600, "c": 400}, {"a": 20, "b": 20, "c": 20}).effective_n,
        tolerance=5e-5,
        source="R 4.2.2: w <- rep(c(1471, 600, 400)/20, each = 20); sum(w)^2/sum(w^2)",
    ),
    Reference(
        statistic="analysis.sampling.draw_order.order_of_chance",
        case="seed 0, keys 0 to 9: the first key",
        expected=6,
        compute=lambda: int(order_of_chance(0, [str(key) for key in range(10)])[0]),
        tolerance=0,
        source="GNU coreutils 9.1: printf '0\\t%s' KEY | sha256sum for each key, then sort",
    ),
    Reference(
        statistic="analysis.sampling.draw_order.random_start",
        case="seed 1, of 100",
        expected=71,
        compute=lambda: random_start(1, 100),
        tolerance=0,
        source="GNU coreutils 9.1 and bc: printf '1\\t' | sha256sum, modulo 100",
    ),
)
