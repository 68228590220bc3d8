"""Checks a workbook's XML against ECMA-376 where the schemas stand beside the checkout, else that it is well formed."""

from __future__ import annotations

import functools
import zipfile
from io import BytesIO
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "schemas" / "ecma-376"
SCHEMA_OF = {
    "xl/workbook.xml": "sml.xsd",
    "xl/styles.xml": "sml.xsd",
    "xl/sharedStrings.xml": "sml.xsd",
    "xl/worksheets/": "sml.xsd",
    "xl/tables/": "sml.xsd",
    "xl/charts/": "dml-chart.xsd",
    "xl/drawings/": "dml-spreadsheetDrawing.xsd",
    "xl/theme/": "dml-main.xsd",
    "docProps/app.xml": "shared-documentPropertiesExtended.xsd",
    "docProps/custom.xml": "shared-documentPropertiesCustom.xsd",
}


@functools.cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / name))


def xml_problems(workbook: bytes) -> list[str]:
    """What is wrong with the parts of a workbook, each with its part; parsing fails where one is not well formed."""
    problems: list[str] = []
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        for part in archive.namelist():
            if not part.endswith((".xml", ".rels")):
                continue
            document = etree.fromstring(archive.read(part))
            name = next((schema for start, schema in SCHEMA_OF.items() if part.startswith(start)), None)
            if name is None or part.endswith(".rels") or not SCHEMAS.is_dir():
                continue
            for element in document.iter():
                # The published schema leaves it out; Excel writes it itself, and spaces at the ends are lost without.
                element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
            schema = _schema(name)
            if not schema.validate(document):
                problems += [f"{part}: {error.message}" for error in schema.error_log]
    return problems
