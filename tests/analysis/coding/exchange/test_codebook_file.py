from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from analysis.coding.codeframe import HERTFORDSHIRE, Codeframe
from analysis.coding.exchange import ExchangeRefused, read_codebook, write_codebook
from analysis.coding.exchange.codebook_file import CODEBOOK
from tests.analysis.coding.exchange.projects import codeframes
from tests.analysis.coding.exchange.standard import CODEBOOK as ELEMENTS
from tests.analysis.coding.exchange.standard import breaches

OTHERS = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="Another program"><Codes>
<Code guid="{0AFA9D3F-0000-4000-8000-00000000000A}" name="Barriers" isCodable="false" color="#FF0000">
  <Description>What gets in the way.
Include: Rules.</Description>
  <Code guid="0afa9d3f-0000-4000-8000-00000000000b" name="Time" isCodable="true"/>
</Code>
<Code guid="0afa9d3f-0000-4000-8000-00000000000c" name="Helpers" isCodable="true">
  <Code guid="0afa9d3f-0000-4000-8000-00000000000d" name="time" isCodable="true"/>
</Code></Codes></CodeBook>"""


TWICE = "Two codes of the codebook have the same identifier."


def document(codes: str) -> bytes:
    return f'<CodeBook xmlns="{CODEBOOK}"><Codes>{codes}</Codes></CodeBook>'.encode()


@given(codeframes())
def test_what_is_written_is_read_as_it_was(codeframe: Codeframe) -> None:
    written = write_codebook(codeframe)
    assert read_codebook(written) == codeframe
    assert breaches(ElementTree.fromstring(written), ELEMENTS, CODEBOOK) == []


def test_the_hertfordshire_themes_come_back() -> None:
    assert read_codebook(write_codebook(HERTFORDSHIRE)) == HERTFORDSHIRE
    assert write_codebook(HERTFORDSHIRE) == write_codebook(HERTFORDSHIRE)


def test_a_theme_has_one_identifier_in_every_version() -> None:
    later = replace(HERTFORDSHIRE, version=2, themes=HERTFORDSHIRE.themes[::-1])
    guids = [
        {code.get("guid") for code in ElementTree.fromstring(write_codebook(frame)).iter(f"{{{CODEBOOK}}}Code")}
        for frame in (HERTFORDSHIRE, later)
    ]
    assert guids[0] == guids[1]


def test_another_programs_codebook_becomes_a_codeframe() -> None:
    frame = read_codebook(OTHERS.encode(), title="From another program")
    assert (frame.title, frame.version) == ("From another program", 1)
    assert [(theme.name, theme.label, theme.parent) for theme in frame] == [
        ("barriers", "Barriers", None),
        ("time", "Time (Barriers)", "barriers"),
        ("helpers", "Helpers", None),
        ("time_2", "time (Helpers)", "helpers"),
    ]
    assert (frame["barriers"].definition, frame["barriers"].include) == ("What gets in the way.", "Rules.")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is not well-formed XML."),
        (b"\x00\xff", "The file is not well-formed XML."),
        (b"<CodeBook>", "The file is not well-formed XML."),
        (b'<?xml version="1.0" encoding="nonsense"?><CodeBook/>', "The file is not well-formed XML."),
        (b"<html/>", "The file is not a codebook of REFI-QDA: its first element is not CodeBook."),
        (b"<CodeBook/>", "The codebook has no codes."),
        (document(""), "The codebook has no codes."),
        (document('<Code name="A"/>'), "The code 'A' has no identifier."),
        (document('<Code guid="1" name="A"/><Code guid="1" name="B"/>'), TWICE),
        (document('<Code guid="1" name=""/>'), "Theme 'theme': it has no label."),
        (document('<Code guid="1" name="A"/><Code guid="2" name="a"/>'), "2 themes have the label 'A'."),
        (document("<Code>" * 70 + "</Code>" * 70), "The XML is nested more than 60 deep."),
    ],
)  # fmt: skip
def test_what_is_no_codebook_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(ExchangeRefused) as refused:
        read_codebook(data)
    assert refused.value.problems == (why,)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE CodeBook [<!ENTITY e0 "lol">{BOMB}]>',
        '<!DOCTYPE CodeBook [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE CodeBook SYSTEM "http://example.org/x.dtd">',
        "<!DOCTYPE CodeBook>",
    ],
)
def test_entities_and_document_types_are_never_followed(declared: str) -> None:
    with pytest.raises(ExchangeRefused, match="declares a document type or entities"):
        read_codebook(f'{declared}<CodeBook><Codes><Code guid="1" name="&e9;"/></Codes></CodeBook>'.encode())


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(ExchangeRefused, match="50,000,000 at most"):
        read_codebook(bytes(50_000_001))


def test_a_codeframe_without_themes_has_no_codebook() -> None:
    with pytest.raises(ExchangeRefused, match="has no theme"):
        write_codebook(replace(HERTFORDSHIRE, themes=()))
