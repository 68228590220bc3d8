"""Themes: what is counted of coded comments, and what suggestions are calibrated with."""

from __future__ import annotations

import numpy as np

from analysis.coding.identifiers.numbers import is_nhs_number
from analysis.coding.suggestions.calibration import platt_scaling
from analysis.themes import expected_themes, strength_to_concern
from tests.analysis.reference_table import Reference

RAREFACTION = "R 4.2: N <- 10; m <- c(7, 4, 2, 1); sapply(1:10, function(n) sum(1 - choose(N - m, n) / choose(N, n)))"
ODDS = "Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3, 81 of 263: 0.2553 and 0.3662, as odds"
PLATT = (
    "R 4.2: s <- c(-3, -1.2, -.5, .1, .4, 1, 2.5, 3); y <- c(0, 0, 1, 0, 1, 0, 1, 1); t <- ifelse(y == 1, 5/6, 1/6); "
    "coef(glm(t ~ s, quasibinomial, control = list(epsilon = 1e-14)))"
)
SCORES = np.array([-3, -1.2, -0.5, 0.1, 0.4, 1, 2.5, 3])
GIVEN = np.array([0, 0, 1, 0, 1, 0, 1, 1], dtype=bool)
NHS = "by hand: (9 * 10 + 9 * 9 + 9 * 8 + 1 * 2) mod 11 = 245 mod 11 = 3, and 11 - 3 = 8, the tenth digit"


def _expected(comments: int) -> float:
    return expected_themes(np.array([7, 4, 2, 1]), 10)[comments - 1]


REFERENCES = (
    *(
        Reference(
            statistic="analysis.themes.saturation.expected_themes",
            case=f"themes in 7, 4, 2 and 1 of 10 comments: {comments} drawn",
            expected=expected,
            compute=lambda comments=comments: _expected(comments),
            tolerance=1e-11,
            source=RAREFACTION,
        )
        for comments, expected in ((1, 1.4), (2, 2.177777777778), (5, 3.253968253968), (10, 4.0))
    ),
    Reference(
        statistic="analysis.themes.mentions.strength_to_concern",
        case="81 strengths, 182 concerns: lower limit",
        expected=0.2553 / (1 - 0.2553),
        compute=lambda: strength_to_concern(81, 182).low,
        tolerance=1e-4,
        source=ODDS,
    ),
    Reference(
        statistic="analysis.themes.mentions.strength_to_concern",
        case="81 strengths, 182 concerns: upper limit",
        expected=0.3662 / (1 - 0.3662),
        compute=lambda: strength_to_concern(81, 182).high,
        tolerance=2e-4,
        source=ODDS,
    ),
    Reference(
        statistic="analysis.coding.suggestions.calibration.platt_scaling",
        case="eight scores, slope",
        expected=0.489883455055,
        compute=lambda: platt_scaling(SCORES, GIVEN).slope,
        tolerance=1e-8,
        source=PLATT,
    ),
    Reference(
        statistic="analysis.coding.suggestions.calibration.platt_scaling",
        case="eight scores, offset",
        expected=-0.147809301606,
        compute=lambda: platt_scaling(SCORES, GIVEN).offset,
        tolerance=1e-8,
        source=PLATT,
    ),
    Reference(
        statistic="analysis.coding.identifiers.numbers.is_nhs_number",
        case="999 000 0018 (1: it passes)",
        expected=1,
        compute=lambda: float(is_nhs_number("999 000 0018")),
        tolerance=0,
        source=NHS,
    ),
)
