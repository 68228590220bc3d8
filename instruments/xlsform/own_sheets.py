"""Our own sheets of a workbook: scales, rubrics, and the files that lists come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instruments.xlsform.nodes import Node, Source, walk_all
from instruments.xlsform.own_columns import FILES, RUBRICS, SCALES
from instruments.xlsform.reporting import Report
from instruments.xlsform.workbook import Record, Sheet

SCALE_KEYS = ("direction", "favourable", "action_below")

Scales = dict[str, dict[str, Any]]


def read_scales(sheets: dict[str, Sheet], sources: dict[str, Source]) -> Scales:
    """The scales by list name; ``sources`` notes the row of each."""
    scales: Scales = {}
    for row, record in _rows(sheets.get(SCALES)):
        name = record.get("list_name", "").strip()
        if not name:
            continue
        scale: dict[str, Any] = {key: record[key].strip() for key in SCALE_KEYS if record.get(key)}
        if "favourable" in scale:
            scale["favourable"] = scale["favourable"].split()
        scales[name] = scale
        sources[name] = Source(sheets[SCALES].name, row, {key: key for key in SCALE_KEYS})
    return scales


def read_rubrics(sheets: dict[str, Sheet], scales: Scales, nodes: list[Node], exact: bool, report: Report) -> None:
    """Put each text of the rubrics sheet to the scale or the question that it belongs to."""
    questions = {node.name: node.data for node in walk_all(nodes)}
    for row, record in _rows(sheets.get(RUBRICS)):
        list_name, question = record.get("list_name", "").strip(), record.get("question", "").strip()
        choice = record.get("choice", "").strip()
        target = questions.get(question) if question else scales.get(list_name)
        where = Source(sheets[RUBRICS].name, row).where()
        if target is None:
            what = f"question '{question}'" if question else f"scale '{list_name}'"
            report.error(where, f"there is no {what} for this rubric; correct the name")
            continue
        for header, text in record.items():
            column, _, language = header.partition("::")
            if column.strip() != "text" or not choice:
                continue
            if not language:
                target.setdefault("rubric", {})[choice] = text if exact else text.strip()
            else:
                texts = target.setdefault("translations", {}).setdefault(language.strip(), {})
                texts.setdefault("rubric", {})[choice] = text if exact else text.strip()


def read_files(sheets: dict[str, Sheet]) -> dict[str, str]:
    """The file of each list whose choices stand in the workbook all the same."""
    rows = (record for _, record in _rows(sheets.get(FILES)))
    return {row["list_name"].strip(): row["file"].strip() for row in rows if row.get("list_name") and row.get("file")}


def _rows(sheet: Sheet | None) -> Iterator[tuple[int, Record]]:
    if sheet is not None:
        yield from ((index, record) for index, record in enumerate(sheet.rows, start=2) if record)
