"""Time to finish: the Kaplan-Meier curve and its median."""

from __future__ import annotations

import pandas as pd

from analysis.durations.kaplan_meier import SurvivalCurve, kaplan_meier
from tests.analysis.reference_table import Reference

NAME = "analysis.durations.kaplan_meier.kaplan_meier"
FREIREICH = "Freireich and others (1963), Blood 21:699-716, the median of the 6-MP group"
R = 'R 4.2.2, survival 3.5.3: survfit(Surv(x, s) ~ 1, conf.type = "log-log")'


def six_mp() -> SurvivalCurve:
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    return kaplan_meier(pd.Series(weeks), pd.Series([True] * 9 + [False] * 12))


def placebo() -> SurvivalCurve:
    weeks = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    return kaplan_meier(pd.Series(weeks), pd.Series([True] * 21))


def _at(weeks: int, limit: str) -> float | None:
    found = next(step for step in six_mp().steps if step.time == weeks)
    value: float | None = getattr(found, limit)
    return value


REFERENCES = (
    Reference(
        statistic=NAME,
        case="6-MP: median weeks",
        expected=23,
        compute=lambda: six_mp().median.estimate,
        tolerance=0,
        source=FREIREICH,
    ),
    Reference(
        statistic=NAME,
        case="6-MP: lower limit of the median",
        expected=13,
        compute=lambda: six_mp().median.low,
        tolerance=0,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="6-MP: still in remission after 23 weeks",
        expected=0.4481792717,
        compute=lambda: _at(23, "survival"),
        tolerance=5e-11,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="6-MP: the lower limit of that",
        expected=0.1880520060,
        compute=lambda: _at(23, "low"),
        tolerance=5e-11,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="6-MP: the upper limit of that",
        expected=0.6801426285,
        compute=lambda: _at(23, "high"),
        tolerance=5e-11,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="placebo: median weeks",
        expected=8,
        compute=lambda: placebo().median.estimate,
        tolerance=0,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="placebo: lower limit",
        expected=4,
        compute=lambda: placebo().median.low,
        tolerance=0,
        source=R,
    ),
    Reference(
        statistic=NAME,
        case="placebo: upper limit",
        expected=11,
        compute=lambda: placebo().median.high,
        tolerance=0,
        source=R,
    ),
)
