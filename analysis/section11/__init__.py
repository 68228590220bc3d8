"""Section 11: how agencies meet their duties to children, by their own account, on the floor, and over time."""

from analysis.section11.changes import ChangeSummary, GradeChange, RoundChange, change_since
from analysis.section11.coverage import CoverageCell, CoverageMatrix, CoverageSummary, coverage_matrix
from analysis.section11.evidence_ages import EvidenceAges, evidence_ages
from analysis.section11.floor_flags import FloorFlag, StaffLine
from analysis.section11.grade_scales import GradeScale
from analysis.section11.heat_tables import GradeProfile, HeatTable, heat_table
from analysis.section11.rubric_checks import RubricBreach, RubricCheck, policy_only_check, top_grade_check
from analysis.section11.staff_views import StaffQuestion, StaffView, staff_views
from analysis.section11.three_ways import StandardThreeWay, ThreeWayRow, ThreeWayView, three_way_view
from analysis.section11.unit_grades import UnitGrade, UnitGrades, unit_grades

__all__ = [
    "ChangeSummary",
    "CoverageCell",
    "CoverageMatrix",
    "CoverageSummary",
    "EvidenceAges",
    "FloorFlag",
    "GradeChange",
    "GradeProfile",
    "GradeScale",
    "HeatTable",
    "RoundChange",
    "RubricBreach",
    "RubricCheck",
    "StaffLine",
    "StaffQuestion",
    "StaffView",
    "StandardThreeWay",
    "ThreeWayRow",
    "ThreeWayView",
    "UnitGrade",
    "UnitGrades",
    "change_since",
    "coverage_matrix",
    "evidence_ages",
    "heat_table",
    "policy_only_check",
    "staff_views",
    "three_way_view",
    "top_grade_check",
    "unit_grades",
]
