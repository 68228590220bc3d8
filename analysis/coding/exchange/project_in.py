"""Comments and codings from elements of the standard, ours or another program's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args
from xml.etree.ElementTree import Element

from analysis.coding.exchange.elements import child, children, local_name, plain_guid, text_of
from analysis.coding.exchange.project_out import FOLDER, NOTES, note_guid
from analysis.coding.exchange.records import CodingEntry, SourceComment
from analysis.coding.exchange.refusals import refuse
from analysis.coding.exchange.safe_reading import SafeArchive
from analysis.coding.suggestions.records import Source
from analysis.round_data import Stance

VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
INTERNAL = "internal://"


@dataclass(kw_only=True)
class ProjectContent:
    """What was read of a project, and how often something was left out, by what it is."""

    comments: list[SourceComment] = field(default_factory=list)
    codings: list[CodingEntry] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def comments_in(root: Element, archive: SafeArchive, themes: Mapping[str, str]) -> ProjectContent:
    """The texts and their codings. ``themes`` has the theme's name of each code's identifier."""
    coders = {
        plain_guid(user.get("guid", "")): (user.get("name") or user.get("id") or "").strip()
        for user in children(child(root, "Users"), "User")
    }
    names = {
        plain_guid(one.get("guid", "")): " ".join(one.get("name", "").split())
        for one in children(child(root, "Variables"), "Variable")
    }
    content = ProjectContent()
    taken: set[str] = set()
    sources = child(root, "Sources")
    for source in [] if sources is None else list(sources):
        if local_name(source) != "TextSource":
            content.left_out["sources that are not text"] += 1
            continue
        comment = SourceComment(
            key=_key(source, taken), text=_text(source, archive), attributes=_attributes(source, names, content)
        )
        content.comments.append(comment)
        content.codings += _codings(source, comment, coders, themes, content)
    return content


def _key(source: Element, taken: set[str]) -> str:
    """The source's name; numbered where another has it, its identifier where it has none."""
    name = " ".join(source.get("name", "").split("\n")) or plain_guid(source.get("guid", "")) or "comment"
    key, number = name, 2
    while key in taken:
        key, number = f"{name} ({number})", number + 1
    taken.add(key)
    return key


def _text(source: Element, archive: SafeArchive) -> str:
    """The plain text: in the element, or in a file of the archive. Nothing outside the archive is ever opened."""
    path = source.get("plainTextPath")
    if path is None:
        return text_of(child(source, "PlainTextContent"))
    if not path.startswith(INTERNAL):
        raise refuse(f"The text of '{source.get('name', '')}' is not in the archive.")
    data = archive.read(f"{FOLDER}/{path.removeprefix(INTERNAL)}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"The text of '{source.get('name', '')}' is not in UTF-8.") from error


def _attributes(source: Element, names: Mapping[str, str], content: ProjectContent) -> dict[str, str]:
    found = {}
    for one in children(source, "VariableValue"):
        reference = child(one, "VariableRef")
        name = names.get(plain_guid("" if reference is None else reference.get("targetGUID", "")), "")
        value = next((text_of(inner) for inner in one if local_name(inner) in VALUES), "")
        if not name:
            content.left_out["values of variables that are not declared"] += 1
        elif value.strip():
            found[name] = value
    return found


def _codings(
    source: Element,
    comment: SourceComment,
    coders: Mapping[str, str],
    themes: Mapping[str, str],
    content: ProjectContent,
) -> Iterator[CodingEntry]:
    for selection in children(source, "PlainTextSelection"):
        stretch = _stretch(selection, len(comment.text))
        if stretch is None:
            content.left_out["selections that are not within their text"] += 1
            continue
        for coding in children(selection, "Coding"):
            yield from _coding(coding, comment.key, stretch, coders, themes, content)
    for coding in children(source, "Coding"):
        yield from _coding(coding, comment.key, (None, None), coders, themes, content)


def _stretch(selection: Element, length: int) -> tuple[int, int] | None:
    try:
        start, end = (int(selection.get(name, "")) for name in ("startPosition", "endPosition"))
    except ValueError:
        return None
    return (start, end) if 0 <= start < end <= length else None


def _coding(
    coding: Element,
    comment: str,
    stretch: tuple[int | None, int | None],
    coders: Mapping[str, str],
    themes: Mapping[str, str],
    content: ProjectContent,
) -> Iterator[CodingEntry]:
    reference = child(coding, "CodeRef")
    theme = themes.get(plain_guid("" if reference is None else reference.get("targetGUID", "")))
    if theme is None:
        content.left_out["codings to a code that is not in the codebook"] += 1
        return
    notes = {plain_guid(note.get("targetGUID", "")) for note in children(coding, "NoteRef")}
    said = {kind for kind in NOTES if note_guid(kind) in notes}
    stance: Stance = next((one for one in get_args(Stance) if one in said), "neutral")
    yield CodingEntry(
        comment=comment,
        theme=theme,
        coder=coders.get(plain_guid(coding.get("creatingUser", "")), ""),
        stance=stance,
        start=stretch[0],
        end=stretch[1],
        coded_at=_moment(coding.get("creationDateTime")),
        suggested_by=next((one for one in get_args(Source) if one in said), None),
    )


def _moment(text: str | None) -> datetime | None:
    """A time with its zone; none where it has none, since it could then be any hour."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None
