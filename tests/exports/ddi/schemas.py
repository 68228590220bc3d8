"""Checks a codebook against DDI-Codebook 2.6 where the schemas stand beside the checkout, else that it is XML."""

from __future__ import annotations

import functools

from lxml import etree

from tests.exports.schemas import SCHEMAS as ECMA

SCHEMAS = ECMA.parent / "ddi-codebook"
NAMESPACES = {"d": "ddi:codebook:2_6"}


@functools.cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "codebook.xsd", etree.XMLParser(no_network=True)))


def ddi_problems(codebook: bytes) -> list[str]:
    """What is wrong with a codebook; parsing fails where it is not well formed."""
    document = etree.fromstring(codebook)
    if not SCHEMAS.is_dir() or _schema().validate(document):
        return []
    return [f"line {error.line}: {error.message}" for error in _schema().error_log]
