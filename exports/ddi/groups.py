"""Groups of variables: sections and repeats of the form, tables of questions, and the choices of one question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from xml.etree.ElementTree import Element

from analysis.report import Report
from analysis.round_data import Form
from exports.data_files.plan import PlannedVariable
from exports.ddi.elements import add, add_translated

Identified = list[tuple[str, PlannedVariable]]


def add_groups(data: Element, variables: Identified, report: Report, form: Form) -> None:
    """Add the groups, numbered from G1."""
    default = form.instrument.settings.default_language
    for number, (kind, name, labels, members) in enumerate(_groups(variables, report, form), start=1):
        group = add(data, "varGrp", ID=f"G{number}", type=kind, name=name, var=" ".join(members))
        for language, text in labels.items():
            add_translated(group, "labl", text, language, default)


def _groups(
    variables: Identified, report: Report, form: Form
) -> Iterator[tuple[str, str, Mapping[str, str], list[str]]]:
    default = form.instrument.settings.default_language
    for section in form.sections:
        members = [key for key, one in variables if one.variable and one.variable.item.section == section.name]
        labels = {default: section.label}
        if section.question is not None:
            others = section.question.translations.items()
            labels |= {language: texts.label for language, texts in others if texts.label}
        if members:
            yield ("section" if section.repeat is None else "repetition"), section.name, labels, members
    tables = {block.name: block.matrix for section in report.sections for block in section.questions if block.matrix}
    for label, found in groupby(variables, key=lambda one: tables.get(one[1].question or "")):
        if label is not None:
            members = [key for key, _ in found]
            yield "grid", label, {default: label}, members
    for question, found in groupby(variables, key=_several):
        if question is not None:
            yield "multipleResp", question, {default: _label(form, question)}, [key for key, _ in found]


def _several(one: tuple[str, PlannedVariable]) -> str | None:
    """The question that a variable is one choice of."""
    return one[1].question if one[1].role in ("flag", "place") else None


def _label(form: Form, question: str) -> str:
    return form.item(question).question.label or question


def identified(planned: Iterable[PlannedVariable], first: int) -> Identified:
    """The variables with identifiers, counted on from the first."""
    return [(f"V{number}", one) for number, one in enumerate(planned, start=first)]
