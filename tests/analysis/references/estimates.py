"""Proportions, medians and stratified estimates."""

from __future__ import annotations

from analysis.proportions import wilson_interval
from tests.analysis.reference_table import Reference

NEWCOMBE = "Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3"

REFERENCES = (
    Reference(
        statistic="analysis.proportions.wilson_interval",
        case="81 of 263, lower limit",
        expected=0.2553,
        compute=lambda: wilson_interval(81, 263).low,
        tolerance=5e-5,
        source=NEWCOMBE,
    ),
    Reference(
        statistic="analysis.proportions.wilson_interval",
        case="81 of 263, upper limit",
        expected=0.3662,
        compute=lambda: wilson_interval(81, 263).high,
        tolerance=5e-5,
        source=NEWCOMBE,
    ),
)
