"""The texts of our composite questions in Welsh, beside the English that :mod:`instruments.grades` has.

A form that is there in Welsh would otherwise ask "Who was told" in English. A draft: have it checked by a Welsh
speaker, as the library's Welsh form says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from instruments.model import Translation

WELSH = "Welsh (cy)"

TEXTS: Mapping[str, str] = {
    "Yes": "Ie",
    "No": "Na",
    "Yes, I agree": "Ydw, rwy'n cytuno",
    "No, I do not agree": "Nac ydw, dydw i ddim yn cytuno",
    "Document": "Dogfen",
    "Data": "Data",
    "Observation": "Arsylwi",
    "Staff voice": "Llais staff",
    "Child voice": "Llais y plentyn",
    "High": "Uchel",
    "Medium": "Canolig",
    "Low": "Isel",
    "Not started": "Heb ddechrau",
    "In progress": "Ar y gweill",
    "Done": "Wedi'i wneud",
    "Better": "Gwell",
    "The same": "Yr un fath",
    "Worse": "Gwaeth",
    "This is the first time": "Dyma'r tro cyntaf",
    "Other": "Arall",
    "Specify other.": "Nodwch beth arall.",
    "Why this does not apply": "Pam nad yw hyn yn berthnasol",
    "Reason for the grade": "Rheswm dros y radd",
    "Type of evidence": "Math o dystiolaeth",
    "Evidence reference": "Cyfeirnod y dystiolaeth",
    "Where the evidence can be found again": "Ble gellir dod o hyd i'r dystiolaeth eto",
    "Date of the evidence": "Dyddiad y dystiolaeth",
    "The date of the evidence must be today or in the past": "Rhaid i'r dyddiad fod heddiw neu'n gynharach",
    "Confidence in the grade": "Hyder yn y radd",
    "Strength": "Cryfder",
    "Gap": "Bwlch",
    "Action: what will be done": "Gweithredu: beth fydd yn cael ei wneud",
    "Action: owner": "Gweithredu: pwy sy'n gyfrifol",
    "A role rather than a name": "Rôl yn hytrach nag enw",
    "Action: agency": "Gweithredu: asiantaeth",
    "Action: due date": "Gweithredu: erbyn pryd",
    "Action: how success will be measured": "Gweithredu: sut bydd llwyddiant yn cael ei fesur",
    "Action: evidence of impact": "Gweithredu: tystiolaeth o effaith",
    "Action: status": "Gweithredu: statws",
    "Impact on children": "Effaith ar blant",
    "Change since the last round": "Newid ers y rownd ddiwethaf",
    "Who was told": "Pwy gafodd wybod",
    "Their role, not their name": "Eu rôl, nid eu henw",
    "When they were told": "Pryd cawson nhw wybod",
    "What was agreed": "Beth gytunwyd",
    "No names or other identifying details": "Dim enwau na manylion eraill sy'n dangos pwy yw rhywun",
}


def translations_of(**columns: str | None) -> dict[str, Translation]:
    """The translations of a built-in row: its columns (``label="Who was told"``) in Welsh, where there is Welsh."""
    found = {column: TEXTS[text] for column, text in columns.items() if text is not None and text in TEXTS}
    return {WELSH: Translation.model_validate(found)} if found else {}
