"""Opens written documents and slides again: their parts as XML, what the published schemas say, and all their text."""

from __future__ import annotations

import functools
import re
import zipfile
from io import BytesIO

from lxml import etree

from tests.exports.schemas import SCHEMAS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
SCHEMA_OF = {
    "word/document.xml": "wml.xsd",
    "word/styles.xml": "wml.xsd",
    "word/numbering.xml": "wml.xsd",
    "word/settings.xml": "wml.xsd",
    "word/header": "wml.xsd",
    "word/footer": "wml.xsd",
    "word/fontTable.xml": "wml.xsd",
    "ppt/presentation.xml": "pml.xsd",
    "ppt/slides/slide": "pml.xsd",
    "ppt/slideLayouts/slideLayout": "pml.xsd",
    "ppt/slideMasters/slideMaster": "pml.xsd",
    "ppt/notesSlides/notesSlide": "pml.xsd",
    "ppt/notesMasters/notesMaster": "pml.xsd",
    "ppt/charts/chart": "dml-chart.xsd",
    "ppt/theme/": "dml-main.xsd",
}


class _WithoutSpace(etree.Resolver):
    """Reads the schemas without xml:space, which they refer to and nothing beside them declares."""

    def resolve(self, url: str, public_id: str, context: object) -> object:
        file = SCHEMAS / url.rsplit("/", 1)[-1]
        text = file.read_text(encoding="utf-8-sig")
        return self.resolve_string(re.sub(r'<xsd:attribute ref="xml:space"[^>]*/>', "", text), context, base_url=url)


@functools.cache
def _schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser()
    parser.resolvers.add(_WithoutSpace())
    return etree.XMLSchema(etree.parse(SCHEMAS / name, parser))


def parts(package: bytes) -> dict[str, etree._Element]:
    """Every XML part; parsing fails where one is not well formed."""
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def xml_problems(package: bytes) -> list[str]:
    """What is wrong with the parts by the published schemas, each with its part."""
    problems: list[str] = []
    for part, root in parts(package).items():
        name = next((schema for start, schema in SCHEMA_OF.items() if part.startswith(start)), None)
        if name is None or part.endswith(".rels") or not SCHEMAS.is_dir():
            continue
        _leave_out_ignorable(root)
        for element in root.iter():
            element.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)  # the published schema lacks it
        schema = _schema(name)
        if not schema.validate(root):
            problems += [f"{part}: {error.message}" for error in schema.error_log]
    return problems


def _leave_out_ignorable(root: etree._Element) -> None:
    """What a part marks as ignorable is left out before its schema is applied (ECMA-376 part 3)."""
    prefixes = (root.attrib.pop(IGNORABLE, None) or "").split()
    names = {root.nsmap[prefix] for prefix in prefixes}
    for element in list(root.iter(etree.Element)):
        for name in list(element.attrib):
            if etree.QName(name).namespace in names:
                del element.attrib[name]
        parent = element.getparent()
        if etree.QName(element).namespace in names and parent is not None:
            parent.remove(element)


def all_text(package: bytes) -> str:
    """Every text and attribute of every part, to search for what must not be there."""
    found: list[str] = []
    for root in parts(package).values():
        for element in root.iter():
            found.append(element.text or "")
            found += map(str, element.attrib.values())
    return "\n".join(found)
