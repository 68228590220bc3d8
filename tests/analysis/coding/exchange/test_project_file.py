from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from xml.etree import ElementTree

import pytest
from hypothesis import given

from analysis.coding.codeframe import HERTFORDSHIRE
from analysis.coding.exchange import (
    CodingEntry,
    CodingProject,
    ExchangeRefused,
    SourceComment,
    read_project,
    safe_reading,
    write_project,
)
from analysis.coding.exchange.project_out import PROJECT
from tests.analysis.coding.exchange.projects import projects
from tests.analysis.coding.exchange.standard import PROJECT as ELEMENTS
from tests.analysis.coding.exchange.standard import breaches

OTHERS = """<Project xmlns="urn:QDA-XML:project:1.0" name="Interviews" origin="Another program">
<Users><User guid="A0000000-0000-4000-8000-000000000001" id="AB"/></Users>
<CodeBook><Codes><Code guid="a0000000-0000-4000-8000-000000000002" name="Time" isCodable="true"/></Codes></CodeBook>
<Variables><Variable guid="a0000000-0000-4000-8000-000000000003" name="age" typeOfVariable="Integer"/></Variables>
<Sources>
<PDFSource guid="a0000000-0000-4000-8000-000000000004" path="internal://x.pdf"/>
<TextSource guid="a0000000-0000-4000-8000-000000000005" name="One" plainTextPath="internal://One.TXT">
  <PlainTextSelection guid="a0000000-0000-4000-8000-000000000006" startPosition="3" endPosition="7">
    <Coding guid="a0000000-0000-4000-8000-000000000007" creatingUser="{a0000000-0000-4000-8000-000000000001}"
      creationDateTime="2024-05-01T10:00:00"><CodeRef targetGUID="{A0000000-0000-4000-8000-000000000002}"/></Coding>
  </PlainTextSelection>
  <PlainTextSelection guid="a0000000-0000-4000-8000-000000000008" startPosition="3" endPosition="700">
    <Coding guid="a0000000-0000-4000-8000-000000000009">
      <CodeRef targetGUID="a0000000-0000-4000-8000-000000000002"/></Coding>
  </PlainTextSelection>
  <PlainTextSelection guid="a0000000-0000-4000-8000-0000000000a1" startPosition="three" endPosition="4"/>
  <Coding guid="a0000000-0000-4000-8000-0000000000a2" creationDateTime="yesterday">
    <CodeRef targetGUID="a0000000-0000-4000-8000-000000000002"/></Coding>
  <VariableValue>
    <VariableRef targetGUID="a0000000-0000-4000-8000-0000000000a3"/><TextValue>x</TextValue></VariableValue>
  <VariableValue><VariableRef targetGUID="a0000000-0000-4000-8000-000000000003"/></VariableValue>
  <Coding guid="a0000000-0000-4000-8000-00000000000a">
    <CodeRef targetGUID="a0000000-0000-4000-8000-0000000000ff"/></Coding>
  <VariableValue>
    <VariableRef targetGUID="a0000000-0000-4000-8000-000000000003"/><IntegerValue>15</IntegerValue></VariableValue>
</TextSource>
<TextSource guid="a0000000-0000-4000-8000-00000000000b" name="One">
  <PlainTextContent>Inline.</PlainTextContent></TextSource>
</Sources></Project>"""


def archive(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return written.getvalue()


def small_project(**changes: object) -> CodingProject:
    comments = (SourceComment(key="c1", text="Nobody told us."), SourceComment(key="c2", text=""))
    return CodingProject(**({"title": "Hub", "codeframe": HERTFORDSHIRE, "comments": comments} | changes))  # type: ignore[arg-type]


@given(projects())
def test_what_is_written_is_read_as_it_was(project: CodingProject) -> None:
    written = write_project(project)
    back = read_project(written)
    assert (back.project, back.left_out) == (project, ())
    with zipfile.ZipFile(io.BytesIO(written)) as files:
        root = ElementTree.fromstring(files.read("project.qde"))
        assert breaches(root, ELEMENTS, PROJECT) == []
        paths = {source.get("plainTextPath", "") for source in root.iter(f"{{{PROJECT}}}TextSource")}
        assert {f"Sources/{path.removeprefix('internal://')}" for path in paths} == {*files.namelist()} - {
            "project.qde"
        }


def test_a_project_is_written_alike_every_time() -> None:
    assert write_project(small_project()) == write_project(small_project())


def test_another_programs_project_is_read_and_what_was_left_out_is_said() -> None:
    text = "\ufeffAs time passes, nobody comes.".encode()
    back = read_project(archive({"project.qde": OTHERS.encode(), "sources/one.txt": text}))
    assert back.project.title == "Interviews"
    assert [(one.key, one.text, dict(one.attributes)) for one in back.project.comments] == [
        ("One", "As time passes, nobody comes.", {"age": "15"}),
        ("One (2)", "Inline.", {}),
    ]
    whole, coding = back.project.codings
    assert (whole.theme, whole.coder, whole.start, whole.coded_at) == ("time", "", None, None)
    assert (coding.theme, coding.coder, coding.start, coding.end, coding.coded_at) == ("time", "AB", 3, 7, None)
    assert back.left_out == (
        "Left out: 1 codings to a code that is not in the codebook.",
        "Left out: 2 selections that are not within their text.",
        "Left out: 1 sources that are not text.",
        "Left out: 1 values of variables that are not declared.",
    )


NO_TEXT = OTHERS.replace("internal://One.TXT", "%s")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is not a zip file"),
        (b"PK\x03\x04 and then nothing", "is not a zip file"),
        (archive({}), "has no file 'project.qde'"),
        (archive({"project.qde": b"<nothing"}), "not well-formed XML"),
        (archive({"project.qde": b"<CodeBook/>"}), "its first element is not Project"),
        (archive({"project.qde": b"<Project name='x'/>"}), "has no codebook"),
        (archive({"project.qde": OTHERS.encode()}), "has no file 'Sources/One.TXT'"),
        (archive({"project.qde": OTHERS.encode(), "Sources/One.TXT": b"\xff\xfe"}), "is not in UTF-8"),
        (archive({"project.qde": (NO_TEXT % "relative://a.txt").encode()}), "is not in the archive"),
        (archive({"project.qde": (NO_TEXT % "/etc/passwd").encode()}), "is not in the archive"),
        (archive({"project.qde": (NO_TEXT % "internal://../../etc/passwd").encode()}), "has no file"),
        (archive({"project.qde": b'<!DOCTYPE x [<!ENTITY a "a">]><Project/>'}), "declares a document type"),
    ],
)
def test_what_is_no_project_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(ExchangeRefused, match=why):
        read_project(data)


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({"project.qde": b"<Project/>", "Sources/a.txt": bytes(201_000_000)})
    assert len(bomb) < 1_000_000
    with pytest.raises(ExchangeRefused, match="unpacks to 201,000,010 bytes; 200,000,000 at most"):
        read_project(bomb)


def test_an_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_reading, "MOST_FILES", 2)
    with pytest.raises(ExchangeRefused, match="holds 3 files; 2 at most"):
        read_project(archive(dict.fromkeys("abc", b"")))


def test_xml_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_reading, "MOST_ELEMENTS", 5)
    with pytest.raises(ExchangeRefused, match="more than 5 elements"):
        read_project(write_project(small_project()))


@pytest.mark.parametrize("place", range(0, 900, 37))
def test_a_damaged_archive_is_refused_or_read_but_never_breaks(place: int) -> None:
    data = bytearray(write_project(small_project()))
    data[place % len(data)] ^= 0xFF
    whole = small_project()
    with suppress(ExchangeRefused):  # any other error fails; what is read nevertheless was not touched by the damage
        assert len(read_project(bytes(data)).project.comments) == len(whole.comments)


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(archive({"project.qde": b"<Project/>"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[place] |= 1  # the flag that says so
    with pytest.raises(ExchangeRefused, match="damaged or encrypted"):
        read_project(bytes(data))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " "}, "The project's title is blank"),
        ({"comments": (SourceComment(key="a", text=""),) * 2}, "2 comments are called 'a'."),
        ({"comments": (SourceComment(key="", text=""),)}, "its key is empty"),
        ({"comments": (SourceComment(key="a", text="\ud800"),)}, "half a character"),
        ({"comments": (SourceComment(key="a", text="x" * 100_001),)}, "100,000 at most can be exchanged"),
        ({"comments": (SourceComment(key="a", text="", attributes={"text": "x"}),)}, "cannot be called 'text'"),
        ({"comments": (SourceComment(key="a", text="", attributes={"agency": " "}),)}, "'agency' is blank"),
        ({"codings": (CodingEntry(comment="c9", theme="parents"),)}, "Coding 1: there is no comment 'c9'."),
        ({"codings": (CodingEntry(comment="c1", theme="none"),)}, "the theme 'none' is not in the codeframe"),
        ({"codings": (CodingEntry(comment="c1", theme="parents", stance="odd"),)}, "the stance 'odd'"),  # type: ignore[arg-type]
        ({"codings": (CodingEntry(comment="c1", theme="parents", start=3, end=3),)}, "stretch from 3 to 3"),
        ({"codings": (CodingEntry(comment="c1", theme="parents", start=3),)}, "stretch from 3 to None"),
        ({"codings": (CodingEntry(comment="c1", theme="parents", start=0, end=16),)}, "15 characters"),
        ({"codings": (CodingEntry(comment="c1", theme="parents", coder=" ann"),)}, "coder's name begins"),
    ],
)
def test_a_project_that_cannot_be_written_is_never_made(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ExchangeRefused, match=why):
        small_project(**changes)


def test_many_problems_are_counted_in_the_message() -> None:
    with pytest.raises(ExchangeRefused, match=r"And 5 more\.") as refused:
        small_project(codings=tuple(CodingEntry(comment=f"x{n}", theme="parents") for n in range(25)))
    assert len(refused.value.problems) == 25


@pytest.mark.long
def test_two_hundred_thousand_comments_travel() -> None:
    comments = tuple(SourceComment(key=f"c{n}", text=f"Comment {n}.") for n in range(200_000))
    codings = tuple(CodingEntry(comment=f"c{n}", theme="parents", coder="ann") for n in range(0, 200_000, 4))
    project = CodingProject(title="Large", codeframe=HERTFORDSHIRE, comments=comments, codings=codings)
    assert read_project(write_project(project)).project == project
