"""Constructed case lists for tests. Names, numbers and addresses are made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy.orm import Session

from survey_app.case_audits.models import CaseAudit, CaseList
from survey_app.case_audits.sampling import case_keys
from survey_app.case_audits.sampling.lists import load_list

PASSPHRASE = "kettle ladder of Constructed oats"
UNTIL = date.today() + timedelta(days=90)
HEADINGS = ("Child name", "NHS number", "Date of birth", "Address", "Postcode", "Referral date", "Outcome", "Gender")
OUTCOMES = ("Assessment", "Early help", "No further action")
NAMES = ("Zebulon Constructedson", "Philomena Madeup", "Ignatius Notreal", "Wilhelmina Pretend")


def nhs_number(n: int) -> str:
    """A valid number of the test range 999."""
    digits = f"999{n:06}"
    check = (11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11) % 11
    return nhs_number(n + 500_000) if check == 10 else f"{digits}{check}"


def case_rows(n: int = 12) -> list[list[str]]:
    """Rows of children who never lived."""
    return [
        [
            f"{NAMES[row % 4]}-{row}", nhs_number(row), f"{1 + row % 28:02}/{1 + row % 12:02}/{2009 + row % 14}",
            f"{row + 1} Constructed Lane", f"EX{1 + row % 9} {row % 10}ZZ",
            f"{1 + row % 28:02}/{1 + row % 12:02}/2025", OUTCOMES[row % 3], "MF"[row % 2],
        ]
        for row in range(n)
    ]  # fmt: skip


def as_csv(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS, *, separator: str = ",") -> bytes:
    """The bytes of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([headings, *rows])
    return out.getvalue().encode()


def as_xlsx(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The bytes of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (headings, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def identifiers_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """All that identifies somebody in the rows of :func:`case_rows`."""
    return [value for row in rows for value in row[:5]]


def make_loaded(session: Session, audit: CaseAudit, n: int = 12, **values: object) -> CaseList:
    """A list loaded as people load one, its columns treated as suggested."""
    return load_list(
        session, audit, as_csv(case_rows(n)), passphrase=PASSPHRASE, unlock_until=UNTIL, by=None, **values  # type: ignore[arg-type]
    )  # fmt: skip


def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work that it can do."""
    monkeypatch.setattr(case_keys, "OPS_LIMIT", 1)
    monkeypatch.setattr(case_keys, "MEMORY_LIMIT", 8192)
