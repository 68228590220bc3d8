"""Reports made from reports: of two rounds compared, of one agency, of a whole partnership.

Each shows only what the reports that it is made from show, so none of them can tell more than these.
"""

from analysis.derived_reports.agency import AgencyReport, agency_report
from analysis.derived_reports.comparison import ComparisonReport, comparison_report
from analysis.derived_reports.partnership import PartnershipReport, partnership_report
from analysis.derived_reports.references import ReportsRefused

__all__ = [
    "AgencyReport",
    "ComparisonReport",
    "PartnershipReport",
    "ReportsRefused",
    "agency_report",
    "comparison_report",
    "partnership_report",
]
