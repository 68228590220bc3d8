"""Agreement of several agencies on the same cases, of coders on the same comments, and of moderation with both."""

from analysis.agreement.agency_profiles import AgencyProfile, agency_profiles, side_by_side
from analysis.agreement.coefficient import AgreementCoefficient
from analysis.agreement.cohen import cohen_kappa
from analysis.agreement.fleiss import fleiss_kappa
from analysis.agreement.grade_steps import StepDifference
from analysis.agreement.grade_tables import GradeTable
from analysis.agreement.gwet import gwet_ac1, gwet_ac2
from analysis.agreement.krippendorff import krippendorff_alpha
from analysis.agreement.long_form import ratings_from_long
from analysis.agreement.moderation import ModerationShift, moderation_shift
from analysis.agreement.pairs import (
    AgreementShare,
    PairOfRaters,
    agreement_by_pair,
    exact_agreement,
    within_one_agreement,
)
from analysis.agreement.ratings import Ratings, ratings_from_wide
from analysis.agreement.themes import ThemeAgreement, overall_theme_agreement, theme_agreement
from analysis.agreement.weights import agreement_weights, weights_from_penalties

__all__ = [
    "AgencyProfile",
    "AgreementCoefficient",
    "AgreementShare",
    "GradeTable",
    "ModerationShift",
    "PairOfRaters",
    "Ratings",
    "StepDifference",
    "ThemeAgreement",
    "agency_profiles",
    "agreement_by_pair",
    "agreement_weights",
    "cohen_kappa",
    "exact_agreement",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "moderation_shift",
    "overall_theme_agreement",
    "ratings_from_long",
    "ratings_from_wide",
    "side_by_side",
    "theme_agreement",
    "weights_from_penalties",
    "within_one_agreement",
]
