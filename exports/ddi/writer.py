"""Writes the DDI codebook of a round from its report and its form. Nothing is computed, and nothing hidden is shown."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from analysis.report import Report
from analysis.round_data import Form
from exports.data_files.answer_data import Table, tables_of
from exports.data_files.plan import plan_variables
from exports.ddi.elements import ENGLISH, LANGUAGE, NAMESPACE, add
from exports.ddi.files import add_files
from exports.ddi.groups import Identified, add_groups, identified
from exports.ddi.study import add_document, add_study
from exports.ddi.variables import add_variable
from instruments.languages import language_code


def write_ddi(report: Report, out: Path | BinaryIO, *, form: Form) -> None:
    """Write the codebook.

    Parameters
    ----------
    report : Report
        Its counts stand beside the categories, as far as it shows them.
    out : Path or binary file
    form : CompiledInstrument or Merged
        What the round asked: the texts of its questions in all languages, and their conditions.

    Notes
    -----
    Variables have the names and codes that they have in the SPSS files of single answers. In an anonymous round there
    are no such files; its variables are described all the same, without a file.
    """
    content = ddi_bytes(report, form=form)
    if isinstance(out, Path):
        out.write_bytes(content)
    else:
        out.write(content)


def ddi_bytes(report: Report, *, form: Form) -> bytes:
    """The codebook as XML; the same report always gives the same text."""
    book = ElementTree.Element("codeBook", {"version": "2.6", "ID": "codebook"})
    book.set(LANGUAGE, language_code(form.instrument.settings.default_language) or ENGLISH)
    book.set("xmlns", NAMESPACE)
    add_document(book, report)
    add_study(book, report, form)
    files = _variables(report, form)
    add_files(book, report, {file: (table, len(variables)) for file, (table, variables) in files.items()})
    data = add(book, "dataDscr")
    everything = [one for _, variables in files.values() for one in variables]
    add_groups(data, everything, report, form)
    for file, (_, variables) in files.items():
        for identifier, planned in variables:
            add_variable(data, planned, identifier, None if report.anonymous else file, report, form)
    ElementTree.indent(book)
    text: bytes = ElementTree.tostring(book, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _variables(report: Report, form: Form) -> dict[str, tuple[Table, Identified]]:
    """Each file by its identifier, with its table and its variables."""
    numbers = frozenset(
        block.name for section in report.sections for block in section.questions if block.kind == "number"
    )
    files: dict[str, tuple[Table, Identified]] = {}
    first = 1
    for place, table in enumerate(tables_of(form), start=1):
        planned = plan_variables(table, "sav", numbers=numbers)
        if report.anonymous:  # there is no file, so neither its keys nor the variables beside its texts
            planned = tuple(one for one in planned if one.variable is not None and one.role != "absence")
        variables = identified(planned, first)
        first += len(variables)
        files[f"F{place}"] = (table, variables)
    return files
