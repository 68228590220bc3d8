"""A project as elements of the standard, and the texts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from analysis.coding.exchange.codes_out import add_codes, add_set, theme_guid
from analysis.coding.exchange.elements import guid_of
from analysis.coding.exchange.records import CodingEntry, CodingProject, SourceComment

PROJECT = "urn:QDA-XML:project:1.0"
FOLDER = "Sources"
NOTES = {
    "strength": "Strength",
    "concern": "Concern",
    "definitions": "Suggested from the definitions",
    "model": "Suggested by the model",
}
"""What a coding has beside its code, as notes that it refers to. A coding without a stance's note is neutral."""


def project_element(project: CodingProject, origin: str) -> Element:
    """The root element; the elements under each stand in the standard's order."""
    root = Element("Project", {"xmlns": PROJECT, "name": project.title, "origin": origin})
    coders = sorted({coding.coder for coding in project.codings} - {""})
    if coders:
        users = SubElement(root, "Users")
        for coder in coders:
            SubElement(users, "User", {"guid": user_guid(coder), "name": coder, "id": coder})
    add_codes(SubElement(root, "CodeBook"), project.codeframe)
    _add_variables(root, project)
    _add_sources(root, project)
    used = {coding.stance for coding in project.codings} | {coding.suggested_by for coding in project.codings}
    if shown := [kind for kind in NOTES if kind in used]:
        notes = SubElement(root, "Notes")
        for kind in shown:
            note = SubElement(notes, "Note", {"guid": note_guid(kind), "name": NOTES[kind]})
            SubElement(note, "PlainTextContent").text = NOTES[kind]
    add_set(SubElement(root, "Sets"), project.codeframe, "targetGUID")
    return root


def source_guid(project: CodingProject, comment: SourceComment) -> str:
    """The same for a comment on every run."""
    return guid_of("comment", project.title, comment.key)


def user_guid(coder: str) -> str:
    """The same for a coder in every project."""
    return guid_of("coder", coder)


def note_guid(kind: str) -> str:
    """The same in every project: by it we know our own notes again."""
    return guid_of("note", kind)


def _add_variables(root: Element, project: CodingProject) -> None:
    names = sorted({name for comment in project.comments for name in comment.attributes})
    if names:
        variables = SubElement(root, "Variables")
        for name in names:
            SubElement(
                variables, "Variable", {"guid": guid_of("variable", name), "name": name, "typeOfVariable": "Text"}
            )


def _add_sources(root: Element, project: CodingProject) -> None:
    if not project.comments:
        return
    sources = SubElement(root, "Sources")
    codings = {key: list(own) for key, own in groupby(project.codings, key=lambda coding: coding.comment)}
    for comment in project.comments:
        guid = source_guid(project, comment)
        source = SubElement(
            sources, "TextSource", {"guid": guid, "name": comment.key, "plainTextPath": f"internal://{guid}.txt"}
        )
        _add_codings(source, project, guid, codings.get(comment.key, []))
        for name, value in comment.attributes.items():
            own = SubElement(source, "VariableValue")
            SubElement(own, "VariableRef", {"targetGUID": guid_of("variable", name)})
            SubElement(own, "TextValue").text = value


def _add_codings(source: Element, project: CodingProject, guid: str, codings: Sequence[CodingEntry]) -> None:
    """Selections first, as the standard wants it, then what was given to the whole comment."""
    whole = [coding for coding in codings if coding.start is None]
    parts = [coding for coding in codings if coding.start is not None]
    for (start, end), own in groupby(parts, key=lambda coding: (coding.start, coding.end)):
        place = {
            "guid": guid_of("selection", guid, f"{start}-{end}"),
            "startPosition": str(start),
            "endPosition": str(end),
        }
        selection = SubElement(source, "PlainTextSelection", place)
        for number, coding in enumerate(own):
            _add_coding(selection, project, guid_of("coding", place["guid"], str(number)), coding)
    for number, coding in enumerate(whole):
        _add_coding(source, project, guid_of("coding", guid, str(number)), coding)


def _add_coding(parent: Element, project: CodingProject, guid: str, coding: CodingEntry) -> None:
    given = {"guid": guid}
    if coding.coder:
        given["creatingUser"] = user_guid(coding.coder)
    if coding.coded_at is not None:
        given["creationDateTime"] = _xml_time(coding.coded_at)
    own = SubElement(parent, "Coding", given)
    SubElement(own, "CodeRef", {"targetGUID": theme_guid(project.codeframe, coding.theme)})
    for kind in (coding.stance, coding.suggested_by):
        if kind in NOTES:
            SubElement(own, "NoteRef", {"targetGUID": note_guid(str(kind))})


def _xml_time(moment: datetime) -> str:
    """With seconds, and Z in place of +00:00, as most programs write it."""
    return moment.isoformat().replace("+00:00", "Z")
