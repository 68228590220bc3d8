"""What the programs put into their exports besides answers: by the headings it shows which program wrote a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from analysis.importing.matching import tidy
from analysis.importing.table import ColumnKind, Program

#: Headings that together only one program writes, in lower case.
SIGNATURES: tuple[tuple[Program, frozenset[str]], ...] = (
    ("microsoft_forms", frozenset({"id", "start time", "completion time"})),
    ("surveymonkey", frozenset({"respondent id", "collector id"})),
    ("surveymonkey", frozenset({"respondent_id", "collector_id"})),
    ("kobo", frozenset({"_uuid", "_submission_time"})),
    ("kobo", frozenset({"_index", "_parent_index"})),
    ("kobo", frozenset({"_id", "_uuid"})),
    ("kobo", frozenset({"_index", "_submission_time"})),
)

IDENTIFIERS = frozenset({
    "id", "respondent id", "respondent_id", "response id", "response_id", "submission id", "_uuid", "_id",
    "meta/instanceid", "instanceid",
})  # fmt: skip
PERSONAL = frozenset({
    "email", "e-mail", "email address", "e-mail address", "email_address", "your email", "your email address",
    "name", "your name", "full name", "first name", "last name", "first_name", "last_name", "surname", "forename",
    "ip address", "ip_address", "ip", "user", "username", "user name", "user id", "respondent", "_submitted_by",
    "phone", "phone number", "mobile", "phonenumber", "deviceid", "subscriberid", "simserial", "responder",
    "collector name",
})  # fmt: skip
MOMENTS = frozenset({
    "start time", "completion time", "last modified time", "start date", "end date", "date created", "date modified",
    "date_created", "date_modified", "start", "end", "today", "_submission_time", "timestamp", "submitted at",
    "submission time", "submitted", "date submitted",
})  # fmt: skip
#: Of each program, the moment at which a response was complete, best first.
SUBMITTED: dict[Program, tuple[str, ...]] = {
    "microsoft_forms": ("completion time", "start time"),
    "surveymonkey": ("end date", "date_modified", "start date", "date_created"),
    "kobo": ("_submission_time", "end"),
    "spreadsheet": (
        "timestamp",
        "submitted at",
        "submission time",
        "date submitted",
        "submitted",
        "completion time",
        "end date",
    ),
}
#: What tells two responses apart. Microsoft Forms counts from 1 in each form, so the moments belong to it there.
TELL_APART: dict[Program, tuple[tuple[str, ...], ...]] = {
    "microsoft_forms": (("id", "start time", "completion time"), ("id",)),
    "surveymonkey": (("respondent id",), ("respondent_id",)),
    "kobo": (("_uuid",), ("meta/instanceid",), ("_id",)),
    "spreadsheet": (("response_id",), ("response id",), ("submission id",), ("id",)),
}
SEPARATORS: dict[Program, str] = {"microsoft_forms": ";", "surveymonkey": ",", "kobo": " ", "spreadsheet": ";"}

_OWN = re.compile(
    r"collector[ _]id|_index|_parent_index|_parent_table_name|_submission__.*|_validation_status|_notes|_status|_tags|"
    r"__version__|_xform_id_string|formhub/uuid|meta/rootuuid|meta/deprecatedid|meta/instancename|_attachments|_version_?|"
    r"_geolocation|_bamboo_dataset_id|_media_.*|_duration|_edited|total points|quiz feedback|"
    r"grade posted time|language|"
    r"(?:points|feedback) - .*|custom[ _]data.*|custom_\d+|tags|web ?link|survey id",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}", re.IGNORECASE)


def program_of(headings: Iterable[str]) -> Program | None:
    """The program that writes such headings, or None."""
    found = {tidy(heading).casefold() for heading in headings if heading}
    return next((program for program, signs in SIGNATURES if signs <= found), None)


def kind_of(heading: str, program: Program, headings: Collection[str]) -> ColumnKind:
    """What a column is by its heading alone."""
    bare = tidy(heading).casefold()
    for kinds, kind in ((IDENTIFIERS, "identifier"), (PERSONAL, "personal"), (MOMENTS, "moment")):
        if bare in kinds:
            return kind  # type: ignore[return-value]
    if program != "spreadsheet" and _OWN.fullmatch(bare):
        return "program"
    return "program" if program == "kobo" and _hangs_on_another(heading, headings) else "question"


def _hangs_on_another(heading: str, headings: Collection[str]) -> bool:
    """Kobo's link to a file of an answer, and the parts of a place beside the place."""
    if heading.endswith("_URL") and heading.removesuffix("_URL") in headings:
        return True
    path, _, leaf = heading.rpartition("/")
    found = re.fullmatch(r"_(.+)_(?:latitude|longitude|altitude|precision)", leaf)
    return found is not None and (f"{path}/{found[1]}" if path else found[1]) in headings


def looks_personal(values: Collection[str]) -> bool:
    """Whether most of these texts are e-mail addresses or addresses of computers."""
    filled = [value for value in values if value]
    hits = sum(bool(_EMAIL.fullmatch(value) or _ADDRESS.fullmatch(value)) for value in filled)
    return len(filled) > 0 and hits * 2 > len(filled)
