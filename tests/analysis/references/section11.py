"""Section 11: shares of grades, gaps and changes."""

from __future__ import annotations

import pandas as pd

from analysis.section11.evidence_ages import evidence_ages
from analysis.section11.grade_scales import GradeScale
from analysis.section11.heat_tables import heat_table
from analysis.section11.sign_tests import sign_test
from analysis.section11.unit_grades import unit_grades
from tests.analysis.reference_table import Reference

MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))


def _green() -> float | None:
    grades = ["mostly"] * 23 + ["partly"] * 3
    rows = pd.DataFrame({"agency": [f"agency {n}" for n in range(26)], "standard": "st5", "grade": grades})
    return heat_table(unit_grades(rows, MET, standards=["st5"])).by_standard[0].estimate


def _median_age() -> float | None:
    days = pd.Series(["2026-03-01", "2025-12-31", "2025-01-31", None])
    return evidence_ages(days, as_of=pd.Timestamp("2026-03-31").date()).median_days


REFERENCES = (
    Reference(
        statistic="analysis.section11.heat_tables.heat_table",
        case="23 of 26 agencies green on escalation",
        expected=0.88,
        compute=_green,
        tolerance=0.005,
        source="Cambridgeshire and Peterborough, Section 11 audit 2020: 88% of 26 returns",
    ),
    Reference(
        statistic="analysis.section11.sign_tests.sign_test",
        case="8 up, 1 down",
        expected=0.0390625,
        compute=lambda: sign_test(8, 1, 23).p_value,
        tolerance=5e-8,
        source="R 4.2.2: binom.test(8, 9)$p.value",
    ),
    Reference(
        statistic="analysis.section11.sign_tests.sign_test",
        case="3 up, 12 down",
        expected=0.03515625,
        compute=lambda: sign_test(3, 12).p_value,
        tolerance=5e-9,
        source="R 4.2.2: binom.test(3, 15)$p.value",
    ),
    Reference(
        statistic="analysis.section11.evidence_ages.evidence_ages",
        case="of 1 March 2026, 31 December and 31 January 2025, on 31 March 2026: median days",
        expected=90,
        compute=_median_age,
        tolerance=0,
        source="R 4.2.2: median(as.Date('2026-03-31') - as.Date(c('2026-03-01', '2025-12-31', '2025-01-31')))",
    ),
)
