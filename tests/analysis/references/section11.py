"""Section 11: shares of grades, gaps and changes."""

from __future__ import annotations

import pandas as pd

from analysis.section11.evidence_ages import evidence_ages
from analysis.section11.grade_scales import GradeScale
from analysis.section11.heat_tables import heat_table
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
        statistic="analysis.section11.evidence_ages.evidence_ages",
        case="of 1 March 2026, 31 December and 31 January 2025, on 31 March 2026: median days",
        expected=90,
        compute=_median_age,
        tolerance=0,
        source="R 4.2.2: median(as.Date('2026-03-31') - as.Date(c('2026-03-01', '2025-12-31', '2025-01-31')))",
    ),
)
