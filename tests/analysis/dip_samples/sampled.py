"""Constructed referrals of a dip sample, a call each."""

from __future__ import annotations

from typing import Any

from analysis.dip_samples import ClockTerms, DipFigures, SampleDesign, SampledReferral, dip_figures
from analysis.working_days import OFFICE_HOURS
from tests.instruments.shipped import instrument

OFFICE = ClockTerms(hours=OFFICE_HOURS)
ANSWERS: dict[str, Any] = {
    "source_agency": "school", "g1": "yes", "g2": "partly", "g3": "correct", "g4": "sought",
    "g5_received": "2026-03-02T10:00", "g5_decided": "2026-03-02T15:00", "g6": "yes", "g7": "yes", "g8": "yes",
    "g8_education": "no", "outcome": "nfa", "g9": "yes", "g10": "yes", "g11": "yes", "unsafe": "no",
    "g12": "yes", "g12_told": "2026-03-02T16:00", "g13": "no", "overall": "good", "learning_tags": [],
}  # fmt: skip
# How the 2,471 referrals of the example fell to the three outcomes is constructed; it was not published.
POPULATIONS = {"Assessment": 1471, "Early help": 600, "No further action": 400}


def referral(
    pseudonym: str, stratum: str = "Assessment", *, without: tuple[str, ...] = (), **answers: Any
) -> SampledReferral:
    """A referral with nothing wrong, but for what is given."""
    document = {name: value for name, value in {**ANSWERS, **answers}.items() if name not in without}
    return SampledReferral(pseudonym=pseudonym, stratum=stratum, answers=document)


def design(populations: dict[str, int] | None = None, **values: Any) -> SampleDesign:
    """Three groups of twenty drawn from 2,471."""
    sizes = populations or POPULATIONS
    return SampleDesign(**{"populations": sizes, "drawn": dict.fromkeys(sizes, 20), **values})


def figures(referrals: list[SampledReferral], of: SampleDesign | None = None, terms: ClockTerms = OFFICE) -> DipFigures:
    """All figures of these, by the shipped form."""
    return dip_figures(referrals, of or design(), instrument("mash-referral"), terms)
