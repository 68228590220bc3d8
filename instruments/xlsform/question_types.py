"""XLSForm's question types, under all the names that pyxform takes for them, and what they are here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PLAIN_TYPES: Mapping[str, str] = {
    "text": "text",
    "string": "text",
    "q string": "text",
    "add text prompt": "text",
    "integer": "integer",
    "int": "integer",
    "q int": "integer",
    "add integer prompt": "integer",
    "decimal": "decimal",
    "q decimal": "decimal",
    "add decimal prompt": "decimal",
    "range": "range",
    "date": "date",
    "q date": "date",
    "add date prompt": "date",
    "time": "time",
    "datetime": "dateTime",
    "dateTime": "dateTime",
    "date time": "dateTime",
    "q date time": "dateTime",
    "q dateTime": "dateTime",
    "add date time prompt": "dateTime",
    "add dateTime prompt": "dateTime",
    "note": "note",
    "q note": "note",
    "add note prompt": "note",
    "calculate": "calculate",
    "q calculate": "calculate",
    "add calculate prompt": "calculate",
    "hidden": "hidden",
    "acknowledge": "acknowledge",
    "q acknowledge": "acknowledge",
    "add acknowledge prompt": "acknowledge",
    "trigger": "acknowledge",
    "photo": "image",
    "image": "image",
    "q image": "image",
    "q picture": "image",
    "add image prompt": "image",
    "add photo prompt": "image",
    "audio": "audio",
    "q audio": "audio",
    "add audio prompt": "audio",
    "video": "video",
    "q video": "video",
    "add video prompt": "video",
    "file": "file",
    "add file prompt": "file",
    "barcode": "barcode",
    "q barcode": "barcode",
    "add barcode prompt": "barcode",
    "geopoint": "geopoint",
    "gps": "geopoint",
    "location": "geopoint",
    "q geopoint": "geopoint",
    "q location": "geopoint",
    "add location prompt": "geopoint",
    "geotrace": "geotrace",
    "q geotrace": "geotrace",
    "geoshape": "geoshape",
    "q geoshape": "geoshape",
    "start": "start",
    "start time": "start",
    "get start time": "start",
    "end": "end",
    "end time": "end",
    "get end time": "end",
    "today": "today",
    "get today": "today",
    "username": "username",
    "uri:username": "username",
    "deviceid": "deviceid",
    "device id": "deviceid",
    "get device id": "deviceid",
    "imei": "deviceid",
    "uri:deviceid": "deviceid",
    "phonenumber": "phonenumber",
    "get phone number": "phonenumber",
    "uri:phonenumber": "phonenumber",
    "subscriberid": "subscriberid",
    "subscriber id": "subscriberid",
    "get subscriber id": "subscriberid",
    "uri:subscriberid": "subscriberid",
    "simserial": "simserial",
    "sim id": "simserial",
    "get sim id": "simserial",
    "uri:simserial": "simserial",
    "audit": "audit",
}

# Types that the model has no word for; they are kept as hidden questions that nobody fills in.
KEPT_HIDDEN: Mapping[str, str] = {
    "email": "the e-mail address set up on the device",
    "uri:email": "the e-mail address set up on the device",
    "start-geopoint": "where the device was when the form was opened",
    "background-geopoint": "where the device is, unseen",
    "background-audio": "a recording of the whole interview",
    "osm": "a building or road from OpenStreetMap",
}

# Types that stand for a plain one with something added.
ENRICHED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "percentage": ("integer", {"constraint": "0 <= . and . <= 100"}),
    "phone number": ("text", {"constraint": "regex(., '^\\d*$')", "hint": "Enter numbers only."}),
    "number of days in last month": (
        "integer",
        {"constraint": "0 <= . and . <= 31", "hint": "Enter a number 0-31."},
    ),
    "number of days in last six months": (
        "integer",
        {"constraint": "0 <= . and . <= 183", "hint": "Enter a number 0-183."},
    ),
    "number of days in last year": (
        "integer",
        {"constraint": "0 <= . and . <= 365", "hint": "Enter a number 0-365."},
    ),
}

SELECTS: Mapping[str, str] = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select_multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "select_one_from_file": "select_one",
    "select one from file": "select_one",
    "select_multiple_from_file": "select_multiple",
    "select multiple from file": "select_multiple",
    "select_one_external": "select_one",
    "rank": "rank",
}
EXTERNAL_FILES: Mapping[str, str] = {"csv-external": ".csv", "xml-external": ".xml"}
OPENING: Mapping[str, str] = {
    "group": "group",
    "lgroup": "repeat",
    "repeat": "repeat",
    "loop": "loop",
    "looped group": "repeat",
}
# What the servers of other tools turn into XLSForm before they use it.
KOBO_TYPES = ("begin_kobomatrix", "begin kobomatrix", "begin_score", "begin score", "begin_rank", "begin rank",
              "score__row", "rank__level")  # fmt: skip
OTHER_TOOLS: Mapping[str, str] = {
    **dict.fromkeys(
        KOBO_TYPES, "a type of KoboToolbox's form builder; use a group with the appearance table-list, or rank, instead"
    ),
    "include": "not supported; copy the rows of the other form in here",
    "cascading_select": "no longer part of XLSForm; use a choice_filter",
    "cascading select": "no longer part of XLSForm; use a choice_filter",
}

# What to write in the type column for a type that only our own column can name.
OUR_TYPES: Mapping[str, str] = {
    "grade": "select_one LIST",
    "standard": "begin_group",
    "safety": "select_one yes_no",
    "consent": "select_one yes_no",
    "phone": "text",
    "url": "text",
    "signature": "image",
}

_BEGIN = re.compile(r"begin[\s_](?P<what>looped group|lgroup|group|repeat|loop)(?:\s(?:over\s)?(?P<list>\S+))?")
_END = re.compile(r"end[\s_](?P<what>looped group|lgroup|group|repeat|loop)")
_SELECT = re.compile(
    r"(?P<command>" + "|".join(sorted(map(re.escape, SELECTS), key=len, reverse=True)) + r") (?P<list>\S+)"
    r"(?: (?P<other>or specify other|or_other|or other))?"
)


@dataclass(frozen=True, slots=True)
class QuestionType:
    """What the type column says: ``kind`` is the model's word, ``list_name`` the list after it.

    ``role`` is "question", "begin", "end", "file" (an external file, which is no question) or "unknown".
    """

    role: str
    kind: str
    list_name: str | None = None
    or_other: bool = False
    from_file: bool = False
    external: bool = False
    added: Mapping[str, str] = field(default_factory=dict)
    kept: str | None = None
    """The original type, where the model has another for it."""


def read_type(text: str) -> QuestionType:
    """What a text of the type column means."""
    if found := _BEGIN.fullmatch(text):
        return QuestionType("begin", OPENING[found["what"]], found["list"])
    if found := _END.fullmatch(text):
        return QuestionType("end", OPENING[found["what"]])
    if found := _SELECT.fullmatch(text):
        return _select(found)
    if text in PLAIN_TYPES:
        kind = PLAIN_TYPES[text]
        return QuestionType("question", kind, kept=text if text.startswith("uri:") else None)
    if text in ENRICHED:
        kind, added = ENRICHED[text]
        return QuestionType("question", kind, added=added)
    if text in EXTERNAL_FILES:
        return QuestionType("file", text)
    if text.split(" ")[0] in KEPT_HIDDEN:
        return QuestionType("question", "hidden", kept=text)
    return QuestionType("unknown", text)


def _select(found: re.Match[str]) -> QuestionType:
    command = found["command"]
    return QuestionType(
        "question",
        SELECTS[command],
        found["list"],
        or_other=found["other"] is not None,
        from_file=command.endswith("file"),
        external=command == "select_one_external",
    )
