"""Which answers to “Which agency makes this return?” fit an agency of the installation.

The installation knows kinds of agencies, the form asks more closely: a health agency may be a hospital or a general
practice. Where one answer fits, the record gives it; where several do, the auditor is asked, and no other is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

# A kind of agency (survey_app.partnership.models.AGENCY_TYPES) → choices of “agency” in the form case-audit.
AGENCY_ANSWERS: dict[str, tuple[str, ...]] = {
    "local_authority": ("childrens_services", "early_help_service", "youth_justice"),
    "district_council": ("housing",),
    "police": ("police",),
    "health": ("community_health", "general_practice", "hospital", "mental_health", "substance_use"),
    "school": ("school",),
    "early_years": ("school",),
    "probation": ("probation", "youth_justice"),
    "voluntary": ("voluntary",),
    "housing": ("housing",),
    "other": (),  # any of them
}
ANOTHER = "other_agency"  # an ambulance service is a health agency, and none of those that the form names


def certain_answer(agency_type: str) -> str | None:
    """The one choice that fits a kind of agency; None where several do, or any."""
    fitting = AGENCY_ANSWERS.get(agency_type, ())
    return fitting[0] if len(fitting) == 1 else None


def is_possible(agency_type: str, answer: object) -> bool:
    """Whether a choice fits a kind of agency."""
    fitting = AGENCY_ANSWERS.get(agency_type, ())
    return not fitting or answer == ANOTHER or answer in fitting


def certain_answers(agency_types: Iterable[str]) -> list[str] | None:
    """The choices for several agencies, each once; None as soon as one of them is uncertain."""
    found = [certain_answer(kind) for kind in agency_types]
    return None if None in found else list(dict.fromkeys(answer for answer in found if answer is not None))
