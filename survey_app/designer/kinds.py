"""The types of question as the designer describes them: one table, and what each of them can be set to."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.model import CHOICE_TYPES, COMPUTED_TYPES, CONTAINER_TYPES, FILE_TYPES, METADATA_TYPES


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of question, in words."""

    name: str
    title: str
    about: str


KINDS: dict[str, tuple[Kind, ...]] = {
    "Words and numbers": (
        Kind("text", "Text", "Words in a line, or in a box for longer answers"),
        Kind("integer", "Whole number", "How many, how old; nothing after the point"),
        Kind("decimal", "Number", "A number that may have decimals"),
        Kind("range", "A number on a scale", "From a lowest to a highest, in steps: 0 to 10"),
        Kind("email", "E-mail address", "Checked for its form"),
        Kind("phone", "Telephone number", "Checked for its form"),
        Kind("url", "Web address", "Checked for its form"),
        Kind("barcode", "Barcode", "Typed, or read by a camera"),
    ),
    "Choices": (
        Kind("select_one", "Choose one", "One of a list: yes or no, an agency, how strongly one agrees"),
        Kind("select_multiple", "Choose any", "As many of a list as apply"),
        Kind("rank", "Put in order", "A list to be put in order, the most important first"),
        Kind("acknowledge", "Confirm", "One box to tick: “I have read this”"),
    ),
    "Judging": (
        Kind("grade", "Grade", "A grade with its rubric, the reason, evidence, strength, gap and action"),
        Kind("standard", "Standard", "Criteria under a standard, then the grade of the whole"),
        Kind("safety", "A child at risk?", "“Yes” stops the form, shows the urgent route and tells the duty person"),
        Kind("consent", "Consent", "Without a “yes”, nothing after it is asked"),
    ),
    "Date and time": (
        Kind("date", "Date", "Day, month and year"),
        Kind("time", "Time of day", "Hours and minutes"),
        Kind("dateTime", "Date and time", "Both together"),
    ),
    "Files and places": (
        Kind("image", "Photograph", "Taken, or chosen from the device"),
        Kind("audio", "Sound recording", "Recorded, or chosen from the device"),
        Kind("video", "Video", "Recorded, or chosen from the device"),
        Kind("file", "File", "A document of any kind"),
        Kind("signature", "Signature", "Drawn on the screen"),
        Kind("geopoint", "Place", "One point: latitude and longitude"),
        Kind("geotrace", "Line on the map", "Points that make a way"),
        Kind("geoshape", "Area on the map", "Points that surround an area"),
    ),
    "Shown, and worked out": (
        Kind("note", "Text to read", "Shown, and not answered"),
        Kind("calculate", "Calculation", "Worked out from other answers, not shown"),
        Kind("hidden", "Hidden value", "A fixed value that is stored with the answers"),
    ),
    "Recorded by the form itself": (
        Kind("start", "When it was begun", "Date and time"),
        Kind("end", "When it was finished", "Date and time"),
        Kind("today", "The day", "The date of answering"),
        Kind("username", "Who answered", "The name of the signed-in person"),
    ),
}
SECTIONS = (
    Kind("group", "Section", "Questions that stand together: at the top level, a page of the form"),
    Kind("repeat", "Repeated section", "The same questions again for each child, visit or conversation"),
)
NOT_COLLECTED = tuple(Kind(name, name, "Kept for other tools, never collected here") for name in METADATA_TYPES[4:])

BY_NAME = {kind.name: kind for group in (*KINDS.values(), SECTIONS, NOT_COLLECTED) for kind in group}

# How a question may look: XLSForm's words for the appearance column, with what they do here.
APPEARANCES: dict[str, tuple[tuple[str, str], ...]] = {
    "text": (("", "One line"), ("multiline", "A box of several lines")),
    "select_one": (
        ("", "One below the other"),
        ("minimal", "A drop-down list"),
        ("likert", "A scale in one row"),
        ("horizontal", "Side by side"),
    ),
    "select_multiple": (("", "One below the other"), ("minimal", "A drop-down list"), ("horizontal", "Side by side")),
    "group": (("", "One question below the other"), ("table-list", "A matrix: the same choices in one table")),
    "image": (
        ("", "A photograph"),
        ("signature", "A signature"),
        ("draw", "A drawing"),
        ("annotate", "A photograph to draw on"),
    ),
    "date": (("", "Day, month and year"), ("month-year", "Month and year"), ("year", "The year alone")),
}  # fmt: skip

_SHUFFLED = (
    ("randomize", "Shuffle the choices", "Write true for another order in each answer; “none of these” stays last"),
    (
        "seed",
        "What the order hangs on",
        "A number or a question, as ${visit}; if left blank, each answer has its own",
    ),
)
# The settings of a type that the parameters column holds: its word, its label and what it does.
PARAMETERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "range": (
        ("start", "Lowest number", "0, if left blank"),
        ("end", "Highest number", "10, if left blank"),
        ("step", "Step", "1, if left blank"),
    ),
    "image": (("max-pixels", "Longest side in pixels", "Larger photographs are made smaller: 1600 is enough to read"),),
    "select_one": _SHUFFLED,
    "select_multiple": _SHUFFLED,
    "rank": _SHUFFLED,
    "geopoint": (("capture-accuracy", "Accuracy in metres", "Good enough to accept by itself"),),
}

WITH_LIST = (*CHOICE_TYPES, "grade", "standard")
UNASKED = (*COMPUTED_TYPES, *METADATA_TYPES)


def title_of(kind: str) -> str:
    """What a type is called on the designer's pages."""
    return BY_NAME[kind].title if kind in BY_NAME else kind or "no type"


def takes(kind: str) -> frozenset[str]:
    """Which groups of settings the page of a question of this type shows."""
    found = {"relevant"}
    if kind in WITH_LIST:
        found.add("list")
    if kind == "repeat":
        found |= {"repeat"}
    if kind not in (*UNASKED, *CONTAINER_TYPES, "note"):
        found |= {"answer", "guidance", "hint"}
    if kind in ("group", "repeat", "note", "standard"):
        found |= {"hint"}
    if kind in (
        "text",
        "integer",
        "decimal",
        "range",
        "date",
        "time",
        "dateTime",
        "select_one",
        "select_multiple",
        "rank",
    ):
        found |= {"constraint", "default"}
    if kind in ("email", "phone", "url", "barcode", "acknowledge", *FILE_TYPES):
        found |= {"constraint"}
    if kind in ("text", "integer", "decimal", "date", "time", "dateTime", "select_one", "calculate", "hidden"):
        found |= {"calculation"}
    if kind == "hidden":
        found |= {"default"}
    if kind in CHOICE_TYPES:
        found.add("filter")
    return frozenset(found)
