"""What is known of a case, in bands and words of the form: never a day, a number or a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from instruments.loading import library, load_instrument
from survey_app.case_audits.models import AuditCase

BANDS = (
    ("age_band", "Age"), ("sex", "Sex"), ("ethnic_group", "Ethnic group"), ("disability", "Disability"),
    ("plan_status", "Plan"),
)  # fmt: skip
LISTS = {"disability": "yes_no_dk"}


def known_of_case(case: AuditCase) -> tuple[tuple[str, str], ...]:
    """The bands of a case that are known, in words."""
    return tuple(_known(case))


def _known(case: AuditCase) -> Iterator[tuple[str, str]]:
    for name, words in BANDS:
        if value := getattr(case, name):
            yield words, band_labels(name).get(value, value)
    if case.locality is not None:
        yield "Locality", case.locality.name
    if case.stratum:
        yield "Group it was drawn from", case.stratum


@lru_cache(maxsize=len(BANDS))
def band_labels(name: str) -> Mapping[str, str]:
    """The bands of one kind with their words, in the form's order."""
    form = load_instrument(library()["case-audit"].read_text(encoding="utf-8"), filename="case-audit.yaml")
    return {choice.name: choice.label for choice in form.choices[LISTS.get(name, name)]}
