"""Room for an answer on paper: one drawing for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as WordDocument

from exports.paper_form.layout import BOX, CHOICE, INSTRUCTION, add_choices, add_lines, add_table
from exports.plain_text import plain_text
from instruments.compiled import Item

COMMENT_LINES = 4
MOST_LISTED = 60  # a longer list is written down instead of being ticked
WIDTH = 17.0  # centimetres between the margins

DATE_BOX = "Day \u2610\u2610   Month \u2610\u2610   Year \u2610\u2610\u2610\u2610"
TIME_BOX = "Time \u2610\u2610 : \u2610\u2610   (24-hour clock)"


def write_answer(document: WordDocument, item: Item, language: str) -> None:
    """The instruction for a question and the room for its answer."""
    instruction = INSTRUCTIONS.get(item.question.kind)
    if instruction:
        document.add_paragraph(instruction, style=INSTRUCTION)
    DRAWINGS[item.question.kind](document, item, language)


def answer_in_cell(item: Item, language: str) -> tuple[str, float]:
    """What stands in the cell in which an answer is written, and how tall the cell is in centimetres."""
    kind = item.question.kind
    if kind in ("select_one", "select_multiple"):
        return "   ".join(f"{BOX}\u00a0{label.replace(' ', chr(0xA0))}" for label in _labels(item, language)), 0.8
    fixed = {"date": DATE_BOX, "time": TIME_BOX, "dateTime": f"{DATE_BOX}\n{TIME_BOX}"}
    return fixed.get(kind, ""), 1.9 if item.question.is_comment else 0.9


def write_matrix(document: WordDocument, questions: list[str], choices: list[str]) -> None:
    """A table with a row for each question and a column for each choice."""
    document.add_paragraph("Tick one box in each row.", style=INSTRUCTION)
    column = min(2.6, 9.0 / max(len(choices), 1))
    widths = [WIDTH - column * len(choices), *([column] * len(choices))]
    add_table(document, ["", *choices], [[question, *([BOX] * len(choices))] for question in questions], widths)


def _labels(item: Item, language: str) -> list[str]:
    labels = []
    for choice in item.choices:
        label = plain_text(choice.text("label", language))
        alone = item.question.kind == "select_multiple" and choice.exclusive
        labels.append(f"{label} (tick no other)" if alone else label)
    return labels


def _choices(document: WordDocument, item: Item, language: str) -> None:
    rubric = dict(item.scale.text("rubric", language)) if item.scale is not None else {}
    labels = _labels(item, language)
    if item.part == "grade" and rubric:
        rows = [
            [BOX, label, plain_text(rubric.get(choice.name, ""))]
            for choice, label in zip(item.choices, labels, strict=True)
        ]
        add_table(document, ["", "Grade", "What it looks like"], rows, [1.0, 3.5, WIDTH - 4.5])
    elif len(labels) > MOST_LISTED or not labels:
        add_lines(document, 1)
    else:
        add_choices(document, labels)


def _ranked(document: WordDocument, item: Item, language: str) -> None:
    add_choices(document, _labels(item, language), "____")


def _text(document: WordDocument, item: Item, language: str) -> None:
    add_lines(document, COMMENT_LINES if item.question.is_comment else 1)


def _line(document: WordDocument, item: Item, language: str) -> None:
    add_lines(document, 1)


def _range(document: WordDocument, item: Item, language: str) -> None:
    limits = item.question.settings_of_type
    text = f"A number from {limits.get('start', '0')} to {limits.get('end', '10')}: ________"
    document.add_paragraph(text, style=CHOICE)


def _fixed(text: str) -> Callable[[WordDocument, Item, str], None]:
    def draw(document: WordDocument, item: Item, language: str) -> None:
        document.add_paragraph(text, style=CHOICE)

    return draw


INSTRUCTIONS: Mapping[str, str] = {
    "select_one": "Tick one box.",
    "select_multiple": "Tick all that apply.",
    "rank": "Number them, with 1 for the first.",
    "geopoint": "Write the address or the grid reference.",
    "geotrace": "Describe the way, or draw it on a separate sheet.",
    "geoshape": "Describe the area, or draw it on a separate sheet.",
    "image": "Keep the picture with this form and write its name or number here.",
    "audio": "Keep the recording with this form and write its name or number here.",
    "video": "Keep the recording with this form and write its name or number here.",
    "file": "Keep the document with this form and write its name or number here.",
}

#: How each kind of question is drawn. A new kind is one row here.
DRAWINGS: Mapping[str, Callable[[WordDocument, Item, str], None]] = {
    "text": _text,
    "email": _line,
    "phone": _line,
    "url": _line,
    "barcode": _line,
    "integer": _fixed("Number: ________"),
    "decimal": _fixed("Number: ________ . ____"),
    "range": _range,
    "date": _fixed(DATE_BOX),
    "time": _fixed(TIME_BOX),
    "dateTime": _fixed(f"{DATE_BOX}   {TIME_BOX}"),
    "select_one": _choices,
    "select_multiple": _choices,
    "rank": _ranked,
    "acknowledge": _fixed(f"{BOX}  Yes, I have read this"),
    "image": _line,
    "audio": _line,
    "video": _line,
    "file": _line,
    "signature": _fixed("Signature: ______________________________"),
    "geopoint": _line,
    "geotrace": _line,
    "geoshape": _line,
}
