"""A codeframe as a codebook of REFI-QDA (.qdc)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from analysis.coding.codeframe.frame import Codeframe
from analysis.coding.exchange.codes_in import codeframe_in
from analysis.coding.exchange.codes_out import add_codes, add_set
from analysis.coding.exchange.elements import local_name, xml_bytes
from analysis.coding.exchange.refusals import refuse
from analysis.coding.exchange.safe_reading import check_size, parse_xml

CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Walkabout"


def write_codebook(codeframe: Codeframe) -> bytes:
    """A codebook of REFI-QDA 1.0.

    Parameters
    ----------
    codeframe : Codeframe
        With one theme at least, as the standard wants it.

    Returns
    -------
    bytes
        XML in UTF-8. A theme is a Code under its parent; its texts are the Code's Description, under headings. Title
        and version are a Set of all codes, whose members stand in the codeframe's order.

    Raises
    ------
    ExchangeRefused
        Where the codeframe has no theme.
    """
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    add_codes(root, codeframe)
    sets = SubElement(root, "Sets")
    add_set(sets, codeframe, "guid")
    return xml_bytes(root)


def read_codebook(data: bytes, *, title: str = "Imported codebook") -> Codeframe:
    """A codeframe from a codebook of REFI-QDA.

    Parameters
    ----------
    data : bytes
        The file.
    title : str
        What the codeframe is called where the codebook does not say; its version is then 1.

    Raises
    ------
    ExchangeRefused
        Where the data are no codebook, or not one that can be a codeframe; every reason at once.
    """
    check_size(data)
    root = parse_xml(data)
    if local_name(root) != "CodeBook":
        raise refuse("The file is not a codebook of REFI-QDA: its first element is not CodeBook.")
    return codeframe_in(root, root, title)[0]
