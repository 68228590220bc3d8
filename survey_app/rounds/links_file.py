"""Personal links as a CSV file for a mail merge or for printing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from survey_app.rounds.invitations import PersonalLink

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def links_csv(links: Sequence[PersonalLink], breakdowns: Sequence[str]) -> bytes:
    """One line for each link, in UTF-8 with the mark that Excel looks for; no value can become a formula."""
    strata = [name for name in breakdowns if name != "agency"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", "email", "agency", *strata, "link"])
    for link in links:
        values = [link.name, link.email, link.agency, *(link.strata.get(name, "") for name in strata), link.address]
        writer.writerow([_guarded(value) for value in values])
    return text.getvalue().encode("utf-8-sig")


def _guarded(value: str) -> str:
    """A leading apostrophe keeps a spreadsheet from reading the value as a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
