"""The variables: each question as it was asked, its codes and categories, and the counts that the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from analysis.report import Absences, OptionRow, QuestionBlock, Report
from analysis.round_data import Form
from exports.data_files.plan import ABSENCE_LABELS, ABSENCES, PlannedVariable
from exports.ddi.elements import add, add_text, add_translated
from exports.wording import answers_given, version_notes
from instruments.answer_types import range_of
from instruments.condition_words import all_in_words
from instruments.items import Item
from instruments.merging import Merged
from instruments.model import Choice

NATURES = {"nominal": "nominal", "ordinal": "ordinal", "scale": "interval"}
DATES = {"day": "DATE11", "received": "DATE11", "moment": "DATETIME20"}
CHARACTERS = ("text", "identifier", "group")
CODED = ("choice", "flag", "tick", "absence")
RESPONSE_DOMAINS = {
    "choice": "category", "flag": "multiple", "place": "ranking", "whole": "numeric", "number": "numeric",
    "day": "datetime", "moment": "datetime", "tick": "category", "text": "text", "absence": "text",
}  # fmt: skip


def add_variable(
    data: Element, planned: PlannedVariable, identifier: str, file: str | None, report: Report, form: Form
) -> None:
    """Describe one variable."""
    blocks = {block.name: block for section in report.sections for block in section.questions}
    block = blocks.get(planned.question or "")
    var = add(
        data, "var", ID=identifier, name=planned.name, files=file, nature=NATURES[planned.measure],
        intrvl="contin" if planned.measure == "scale" else "discrete",
    )  # fmt: skip
    _add_labels(var, planned, form)
    if planned.variable is not None:
        _add_question(var, planned, planned.variable.item, form)
        _add_ranges(var, planned, planned.variable.item)
        _add_universe(var, planned.variable.item, form)
    if block is not None:
        _add_statistics(var, planned, block)
    if planned.variable is not None:
        _add_categories(var, planned, block, form)
        _add_versions(var, planned, block, form)
        _add_derivation(var, planned.variable.item)
    _add_format(var, planned)
    if block is not None:
        _add_notes(var, planned, block, report)


def _add_labels(var: Element, planned: PlannedVariable, form: Form) -> None:
    default = form.instrument.settings.default_language
    add_translated(var, "labl", planned.label, default, default)
    if planned.variable is None or planned.role == "absence":
        return
    question, choice = planned.variable.item.question, planned.variable.choice
    for language, texts in question.translations.items():
        if texts.label:
            ending = f": {choice.text('label', language)}" if choice is not None else ""
            add_translated(var, "labl", f"{texts.label}{ending}", language, default)


def _add_question(var: Element, planned: PlannedVariable, item: Item, form: Form) -> None:
    if not item.question.is_seen:
        return
    default = form.instrument.settings.default_language
    asked = add(var, "qstn", responseDomainType=RESPONSE_DOMAINS.get(planned.role))
    question = item.question
    for column, name in (("label", "qstnLit"), ("hint", "ivuInstr"), ("guidance_hint", "ivuInstr")):
        if text := getattr(question, column):
            add_translated(asked, name, text, default, default)
        for language, texts in question.translations.items():
            if text := getattr(texts, column):
                add_translated(asked, name, text, language, default)


def _add_ranges(var: Element, planned: PlannedVariable, item: Item) -> None:
    if planned.role in CODED and planned.role != "absence" and planned.value_labels:
        codes = sorted(planned.value_labels)
        add(add(var, "valrng"), "range", UNITS="INT", min=str(codes[0]), max=str(codes[-1]))
    elif item.question.kind == "range":
        start, end, _ = range_of(item.question.settings_of_type)
        add(add(var, "valrng"), "range", UNITS="REAL", min=f"{start:g}", max=f"{end:g}")
    if planned.has_absence_codes:
        add(add(var, "invalrng"), "range", UNITS="INT", min=str(-len(ABSENCES)), max="-1")


def _add_universe(var: Element, item: Item, form: Form) -> None:
    """Who was asked, in plain words where the conditions have some."""
    if not item.relevance:
        return
    if isinstance(form, Merged):
        version = max(form.sources[item.name])
        compiled, item = form.forms[version], form.sources[item.name][version]
    else:
        compiled = form
    words = all_in_words(compiled, item.relevance) or item.question.relevant
    add_text(var, "universe", f"Asked where {words}" if words else "Asked on some paths only", clusion="I")


def _add_statistics(var: Element, planned: PlannedVariable, block: QuestionBlock) -> None:
    given = answers_given(block)
    if given is not None and planned.role != "absence":
        add(var, "sumStat", str(given), type="vald")
    numbers = block.numbers
    if numbers is None:
        return
    for kind, value in (("min", numbers.minimum), ("max", numbers.maximum), ("medn", numbers.median)):
        if value is not None:
            add(var, "sumStat", f"{value:g}", type=kind)


def _add_categories(var: Element, planned: PlannedVariable, block: QuestionBlock | None, form: Form) -> None:
    variable = planned.variable
    if variable is None or (planned.role not in CODED and not planned.has_absence_codes):
        return
    rows = {row.name: row for row in block.rows} if block is not None else {}
    default = form.instrument.settings.default_language
    if planned.role == "choice":
        for code, choice in enumerate(variable.choices, start=1):
            _add_category(var, code, _shown(rows.get(choice.name)), choice=choice, default=default)
    elif planned.role == "flag" and variable.choice is not None:
        _add_category(var, 0, None, label=planned.value_labels[0])
        _add_category(var, 1, _shown(rows.get(variable.choice.name)), label=planned.value_labels[1])
    elif planned.role == "tick":
        _add_category(var, 1, block.base if block is not None else None, label=planned.value_labels[1])
    elif planned.role == "absence":
        _add_category(var, 0, answers_given(block) if block is not None else None, label=planned.value_labels[0])
    absences = _absence_counts(block.absences) if block is not None else {}
    for place, presence in enumerate(ABSENCES, start=1):
        _add_category(var, -place, absences.get(presence), label=ABSENCE_LABELS[presence], missing="Y")


def _shown(row: OptionRow | None) -> int | None:
    return row.share.count if row is not None else None


def _absence_counts(absences: Absences) -> Mapping[str, int | None]:
    return {presence: getattr(absences, presence) for presence in ABSENCES}


def _add_category(
    var: Element, code: int, count: int | None, *, label: str | None = None, choice: Choice | None = None,
    default: str = "", missing: str | None = None,
) -> None:  # fmt: skip
    """One category; its count stands there only if the report shows it."""
    found = add(var, "catgry", missing=missing)
    add(found, "catValu", str(code))
    if choice is not None:
        add_translated(found, "labl", choice.label, default, default)
        for language, texts in choice.translations.items():
            if texts.label:
                add_translated(found, "labl", texts.label, language, default)
        add(found, "txt", f"Stored as {choice.name}")
    add_text(found, "labl", label)
    if count is not None:
        add(found, "catStat", str(count), type="freq")


def _add_versions(var: Element, planned: PlannedVariable, block: QuestionBlock | None, form: Form) -> None:
    if planned.question is None or not isinstance(form, Merged):
        return
    asked = form.asked_text(planned.question)
    notes = version_notes(block) if block is not None else list(form.remarks.get(planned.question, ()))
    if asked or notes:
        version = add(var, "verStmt")
        add_text(version, "version", f"Asked {asked}" if asked else None)
        for note in notes:
            add(version, "notes", note)


def _add_derivation(var: Element, item: Item) -> None:
    if item.question.calculation:
        derived = add(var, "derivation")
        add(derived, "drvdesc", "Worked out by the form from other answers")
        add(derived, "drvcmd", item.question.calculation, syntax="XLSForm")


def _add_format(var: Element, planned: PlannedVariable) -> None:
    kind = "character" if planned.role in CHARACTERS else "numeric"
    category = "date" if planned.role in DATES else None
    schema = "SPSS" if category else None
    add(var, "varFormat", type=kind, category=category, schema=schema, formatname=DATES.get(planned.role))


def _add_notes(var: Element, planned: PlannedVariable, block: QuestionBlock, report: Report) -> None:
    item = planned.variable.item if planned.variable is not None else None
    if item is not None:
        add_text(var, "notes", item.question.constraint, type="constraint")
    if block.unit != report.unit:
        add(var, "notes", f"Counted in {block.unit}.", type="unit")
    if _hides(block):
        add(
            var, "notes", f"Some counts are not shown ({report.policy.symbol}): they are small, or a small one could "
            "be worked out from them.", type="disclosure control",
        )  # fmt: skip
    for note in block.notes:
        add(var, "notes", note)


def _hides(block: QuestionBlock) -> bool:
    """Whether anything of the question that could stand here is hidden."""
    marks = [block.mark, block.absences.mark, *(row.share.mark for row in block.rows)]
    return "c" in (*marks, block.numbers.mark if block.numbers is not None else None)
