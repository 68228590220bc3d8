"""Checks every part of a workbook against ECMA-376 where the schemas stand beside the checkout, else that it is well
formed; and, wherever it runs, the rules that no schema holds but Excel does."""

from __future__ import annotations

import functools
import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

SHARED = Path(__file__).resolve().parents[3] / "shared" / "schemas"
SCHEMAS = SHARED / "ecma-376"
SCHEMA_OF = {
    "[Content_Types].xml": "opc-xsd/opc-contentTypes.xsd",
    "docProps/core.xml": "opc-xsd/opc-coreProperties.xsd",
    "docProps/app.xml": "shared-documentPropertiesExtended.xsd",
    "docProps/custom.xml": "shared-documentPropertiesCustom.xsd",
    "xl/workbook.xml": "sml.xsd",
    "xl/styles.xml": "sml.xsd",
    "xl/sharedStrings.xml": "sml.xsd",
    "xl/comments": "sml.xsd",
    "xl/worksheets/": "sml.xsd",
    "xl/tables/": "sml.xsd",
    "xl/charts/": "dml-chart.xsd",
    "xl/drawings/": "dml-spreadsheetDrawing.xsd",
    "xl/theme/": "dml-main.xsd",
}
RELATIONS_SCHEMA = "opc-xsd/opc-relationships.xsd"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CELL_NAME = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*", re.ASCII)
_DEFINED_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]*", re.ASCII)


class _LocalDublinCore(etree.Resolver):
    """The schema of core properties names those of Dublin Core by their address; copies stand beside it."""

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        name = posixpath.basename(url)
        local = SHARED / "ddi-codebook" / name
        return self.resolve_filename(str(local), context) if local.is_file() else None


@functools.cache
def _schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(_LocalDublinCore())
    return etree.XMLSchema(etree.parse(SCHEMAS / name, parser))


def xml_problems(workbook: bytes) -> list[str]:
    """What is wrong with a workbook, each with its part; parsing fails where one is not well formed."""
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    trees = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    problems = [f"{name}: not XML, and nothing checks it" for name in parts if name not in trees]
    problems += list(_relation_problems(trees))
    problems += list(_workbook_problems(trees))
    for name, tree in trees.items():
        problems += _schema_problems(name, tree)
    return problems


def _schema_problems(name: str, tree: etree._Element) -> list[str]:
    found = next((schema for start, schema in SCHEMA_OF.items() if name.startswith(start)), None)
    schema_name = RELATIONS_SCHEMA if name.endswith(".rels") else found
    if schema_name is None:
        return [f"{name}: no schema is known for this part"]
    if not SCHEMAS.is_dir():
        return []
    for element in tree.iter():
        # The published schema leaves it out; Excel writes it itself, and spaces at the ends are lost without.
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
    schema = _schema(schema_name)
    return [] if schema.validate(tree) else [f"{name}: {error.message}" for error in schema.error_log]


def _relation_problems(trees: dict[str, etree._Element]) -> Iterator[str]:
    """Every relation leads to a part of the workbook, and none out of it."""
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in tree.iterfind(_RELATION):
            target = str(relation.get("Target"))
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if relation.get("TargetMode") == "External" or path not in trees:
                yield f"{name}: leads to {target}, which is no part of the workbook"


def _workbook_problems(trees: dict[str, etree._Element]) -> Iterator[str]:
    """Names that Excel refuses or takes once only, in any case: of sheets, of ranges and of tables."""
    book = trees["xl/workbook.xml"]
    sheets = [str(sheet.get("name")) for sheet in book.iter(f"{MAIN}sheet")]
    tables = [tree for name, tree in trees.items() if name.startswith("xl/tables/")]
    defined = [str(one.get("name")) for one in book.iter(f"{MAIN}definedName") if one.get("localSheetId") is None]
    named = [*defined, *(str(table.get("name")) for table in tables)]
    for what, names in (("sheet", sheets), ("name", named), ("table id", [str(one.get("id")) for one in tables])):
        folded = [name.casefold() for name in names]
        yield from (f"{what} {name!r} is there twice" for name in names if folded.count(name.casefold()) > 1)
    for name in sheets:
        if not 1 <= len(name.encode("utf-16-le")) // 2 <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$|^History$", name):
            yield f"sheet name {name!r} is none that Excel takes"
    for name in named:
        if len(name) > 255 or not _DEFINED_NAME.fullmatch(name) or _CELL_NAME.fullmatch(name):
            yield f"defined name {name!r} is none that Excel takes"
    for table in tables:
        yield from (f"table {table.get('name')}: {problem}" for problem in _table_problems(table))


def _table_problems(table: etree._Element) -> Iterator[str]:
    names = [str(column.get("name")) for column in table.iter(f"{MAIN}tableColumn")]
    if len({name.casefold() for name in names}) < len(names):
        yield f"two columns have one name: {names}"
    yield from (f"the column name {name!r} is none" for name in names if not 1 <= len(name) <= 255)
    if table.get("displayName") != table.get("name"):
        yield "its two names differ"
