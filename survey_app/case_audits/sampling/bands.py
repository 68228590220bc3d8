"""What the columns of a list say of a child, in the words of the form: age band, sex, ethnic group, plan, locality."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseAudit, CaseList, ListedCase
from survey_app.partnership.models import Locality

# The choices of the form case-audit, and what people write for them.
CHOICES: dict[str, dict[str, str]] = {
    "age_band": {
        "unborn": "Unborn", "under_2": "Under 2", "from_2_to_4": "2 to 4", "from_5_to_9": "5 to 9",
        "from_10_to_15": "10 to 15", "from_16_to_17": "16 to 17",
    },
    "sex": {"female": "Female", "male": "Male", "not_recorded": "Not recorded"},
    "ethnic_group": {
        "asian": "Asian or Asian British", "black": "Black, Black British, Caribbean or African",
        "mixed": "Mixed or multiple ethnic groups", "white": "White", "other_ethnic_group": "Another ethnic group",
        "not_recorded": "Not recorded",
    },
    "disability": {"yes": "Yes", "no": "No", "dont_know": "Don’t know"},
    "plan_status": {
        "early_help": "Early help", "child_in_need": "Child in need", "child_protection": "Child protection",
        "looked_after": "Looked after", "no_plan": "None of these",
    },
}  # fmt: skip
BANDS = {
    "age_band": "Age band", "sex": "Sex", "ethnic_group": "Ethnic group", "disability": "Disability",
    "plan_status": "Plan", "locality": "Locality",
}  # fmt: skip
_CALLED = {
    "age_band": r"age|age band|age group", "sex": r"sex|gender", "ethnic_group": r"ethnicity|ethnic (?:group|origin)",
    "disability": r"disability|disabled|send?",
    "plan_status": r"(?:current )?(?:plan|status)(?: (?:type|status))?|cin cp",
    "locality": r"locality|area|district|region|team",
}  # fmt: skip
_WRITTEN = {
    "sex": {"f": "female", "girl": "female", "m": "male", "boy": "male", "unknown": "not_recorded"},
    "ethnic_group": {
        "white british": "white", "white other": "white", "white irish": "white", "asian": "asian", "black": "black",
        "mixed": "mixed", "other": "other_ethnic_group", "unknown": "not_recorded",
    },
    "disability": {"y": "yes", "n": "no", "true": "yes", "false": "no", "unknown": "dont_know", "dk": "dont_know"},
    "plan_status": {
        "cin": "child_in_need", "cin plan": "child_in_need", "child in need plan": "child_in_need",
        "cp": "child_protection", "cpp": "child_protection", "cp plan": "child_protection",
        "child protection plan": "child_protection", "lac": "looked_after",
        "cla": "looked_after", "cic": "looked_after", "looked after child": "looked_after", "in care": "looked_after",
        "eh": "early_help", "none": "no_plan", "no plan": "no_plan", "closed": "no_plan",
    },
}  # fmt: skip
MOST_VALUES = 60


def guessed_bands(
    session: Session, audit: CaseAudit, columns: Sequence[str], rows: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """Which column says what, by heading, and which of its values mean which choice; what is not known stays empty."""
    found: dict[str, Any] = {}
    for band in BANDS:
        column = next((one for one in columns if re.fullmatch(_CALLED[band], _plain(one))), "")
        if column:
            values = dict.fromkeys(row[column] for row in rows if row[column])
            found[band] = {"column": column, "values": meant(choices_of(session, audit, band), band, values)}
    return found


def choices_of(session: Session, audit: CaseAudit, band: str) -> dict[str, str]:
    """What a value may mean: by key, what people read."""
    if band != "locality":
        return CHOICES[band]
    rows = select(Locality).where(Locality.partnership_id == audit.partnership_id).order_by(Locality.name)
    return {str(one.id): one.name for one in session.scalars(rows)}


def meant(choices: Mapping[str, str], band: str, values: Iterable[str]) -> dict[str, str]:
    """The choice that each value means, where its words are the choice's own or are usual for it."""
    known = {_plain(key): key for key in choices} | {_plain(label): key for key, label in choices.items()}
    known |= _WRITTEN.get(band, {})
    found = {value: known.get(_plain(value), "") or _age(band, value) for value in list(values)[:MOST_VALUES]}
    return {value: choice for value, choice in found.items() if choice}


def band_values(case_list: CaseList, values: Mapping[str, str]) -> dict[str, Any]:
    """What a row of the list says of the child: values for columns of :class:`AuditCase`."""
    said: dict[str, Any] = {}
    for band, mapped in case_list.bands.items():
        choice = mapped["values"].get(values.get(mapped["column"], ""), "")
        if band == "locality":
            said["locality_id"] = int(choice) if choice else None
        elif choice in CHOICES.get(band, {}):
            said[band] = choice
    return said


def column_values(session: Session, case_list: CaseList, column: str) -> list[tuple[str, int]]:
    """The values of a column, the commonest first, with how many rows have each."""
    rows = session.scalars(select(ListedCase.values).where(ListedCase.list_id == case_list.id))
    counts = Counter(values.get(column, "") for values in rows)
    return sorted(((value, count) for value, count in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))


def save_bands(session: Session, case_list: CaseList, bands: Mapping[str, Mapping[str, Any]]) -> int:
    """Keep what the columns mean, and say it anew of the cases drawn from the list. How many cases that concerns."""
    case_list.bands = {name: dict(mapped) for name, mapped in bands.items()}
    empty = {"age_band": "", "sex": "", "ethnic_group": "", "disability": "", "plan_status": "", "locality_id": None}
    drawn = session.execute(
        select(AuditCase, ListedCase.values)
        .join(ListedCase, ListedCase.pseudonym == AuditCase.pseudonym)
        .where(AuditCase.audit_id == case_list.audit_id, ListedCase.list_id == case_list.id)
    ).all()
    for case, values in drawn:
        for name, value in {**empty, **band_values(case_list, values)}.items():
            setattr(case, name, value)
    session.flush()
    return len(drawn)


def _age(band: str, value: str) -> str:
    """The band of an age in whole years."""
    if band != "age_band" or not re.fullmatch(r"\d{1,2}", value) or int(value) > 17:
        return ""
    edges = ((2, "under_2"), (5, "from_2_to_4"), (10, "from_5_to_9"), (16, "from_10_to_15"), (18, "from_16_to_17"))
    return next(choice for below, choice in edges if int(value) < below)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
