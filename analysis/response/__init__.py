"""Response: how many answered, who did not, which questions were left blank, and what may be reported of it."""

from analysis.response.aapor import AaporRates, Dispositions, aapor_rates
from analysis.response.bounds import NonresponseBounds, nonresponse_bounds
from analysis.response.break_off import BreakOff, BreakOffRow, break_off_by_question
from analysis.response.composition import Composition, GroupComposition, response_composition
from analysis.response.coverage import Coverage, GroupCoverage, stratum_coverage
from analysis.response.invitations import InvitationCount, count_invitations
from analysis.response.item_nonresponse import ItemNonresponse, item_nonresponse_rates
from analysis.response.rates import ParticipationRates, Rate, participation_rates, simple_rate
from analysis.response.reportability import (
    ORGANISATIONS,
    PEOPLE,
    Reportability,
    ReportabilityThresholds,
    judge_reportability,
)
from analysis.response_rates import rate_tables, response_rate

__all__ = [
    "ORGANISATIONS",
    "PEOPLE",
    "AaporRates",
    "BreakOff",
    "BreakOffRow",
    "Composition",
    "Coverage",
    "Dispositions",
    "GroupComposition",
    "GroupCoverage",
    "InvitationCount",
    "ItemNonresponse",
    "NonresponseBounds",
    "ParticipationRates",
    "Rate",
    "Reportability",
    "ReportabilityThresholds",
    "aapor_rates",
    "break_off_by_question",
    "count_invitations",
    "item_nonresponse_rates",
    "judge_reportability",
    "nonresponse_bounds",
    "participation_rates",
    "rate_tables",
    "response_composition",
    "response_rate",
    "simple_rate",
    "stratum_coverage",
]
