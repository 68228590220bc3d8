"""Codeframes and codings out to files and in again: comma-separated and by the REFI-QDA standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy.orm import Session

from analysis.coding.codeframe import Codeframe as PlainCodeframe
from analysis.coding.codeframe import CodeframeInvalid
from analysis.coding.exchange import (
    CodingEntry,
    CodingProject,
    ExchangeRefused,
    SourceComment,
    read_codebook,
    read_codeframe_csv,
    read_project,
    read_project_csv,
    write_codebook,
    write_codeframe_csv,
    write_codings_csv,
    write_comments_csv,
    write_project,
)
from analysis.coding.suggestions.records import Source
from analysis.round_data import Stance
from survey_app.results.coding import CodingRefused, Suggested, given, save_coding
from survey_app.results.comments import Comment, layer_of
from survey_app.results.models import AGREED, Codeframe, Theme
from survey_app.results.themes.groups import shown_groups
from survey_app.results.themes.suggesting import theme_texts
from survey_app.rounds.models import Round

CodeframeKind = Literal["csv", "qdc"]
LARGEST = 20 * 1024 * 1024


class FileRefused(CodingRefused):
    """A file cannot be taken in; the message says why."""

    title = "The file cannot be used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of codings from a file."""

    coded: int
    already_coded: int
    left_out: tuple[str, ...]


def plain_codeframe(codeframe: Codeframe) -> PlainCodeframe:
    """A stored version as the analysis has it."""
    try:
        return PlainCodeframe(title=codeframe.title, version=codeframe.version, themes=theme_texts(codeframe))
    except CodeframeInvalid as error:
        raise FileRefused(f"This codeframe cannot be written: {error}") from error


def codeframe_file(codeframe: Codeframe, kind: CodeframeKind) -> bytes:
    """A version as a comma-separated file or as a codebook of REFI-QDA."""
    plain = plain_codeframe(codeframe)
    try:
        return write_codeframe_csv(plain) if kind == "csv" else write_codebook(plain)
    except ExchangeRefused as error:
        raise FileRefused(str(error)) from error


def read_codeframe(data: bytes, filename: str) -> PlainCodeframe:
    """A codeframe from a file; told by its first sign whether it is XML."""
    title = filename.rsplit(".", 1)[0].strip()[:200] or "Imported codeframe"
    read = read_codebook if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else read_codeframe_csv
    try:
        return read(data, title=title)
    except (ExchangeRefused, CodeframeInvalid) as error:
        raise FileRefused(str(error)) from error


def put_in(session: Session, draft: Codeframe, plain: PlainCodeframe) -> None:
    """Give a draft the themes of a file, in place of its own; names stay, so that codings still know them."""
    if not draft.is_draft:
        raise FileRefused("That version is published and stays as it is. Begin a new version first.")
    draft.themes = []
    session.flush()
    draft.themes = [
        Theme(
            position=position, name=theme.name, label=theme.label, definition=theme.definition,
            include=theme.include, exclude=theme.exclude, example=theme.example, parent=theme.parent or "",
        )
        for position, theme in enumerate(plain, 1)
    ]  # fmt: skip
    session.flush()


def new_from_file(session: Session, partnership_id: int, plain: PlainCodeframe) -> Codeframe:
    """A codeframe of one's own from a file, as a draft."""
    draft = Codeframe(partnership_id=partnership_id, title=plain.title[:200])
    session.add(draft)
    session.flush()
    put_in(session, draft, plain)
    return draft


def coding_project(
    session: Session, round_: Round, codeframe: Codeframe, comments: Sequence[Comment], names: Mapping[int, str]
) -> CodingProject:
    """The codings of a round that count, with their comments."""
    held = layer_of(session, round_.id, AGREED)
    known = {theme.name for theme in codeframe.themes}
    entries = [
        CodingEntry(
            comment=comment.key, theme=theme, coder=names.get(coding.coder_id or 0, ""),
            stance=cast("Stance", coding.stance), coded_at=coding.created_at,
            suggested_by=cast("Source", coding.source) if coding.source else None,
        )
        for comment in comments
        for theme, coding in held.codings.get(comment.place, {}).items()
        if theme in known
    ]  # fmt: skip
    try:
        return CodingProject(
            title=round_.title, codeframe=plain_codeframe(codeframe), codings=tuple(entries),
            comments=tuple(_sources(session, round_, comments)),
        )  # fmt: skip
    except ExchangeRefused as error:
        raise FileRefused(str(error)) from error


def _sources(session: Session, round_: Round, comments: Sequence[Comment]) -> list[SourceComment]:
    groups = shown_groups(session, round_)
    return [
        SourceComment(
            key=comment.key, text=comment.text,
            attributes={"Question": comment.question_label, **groups.get(comment.place.response_key, {})},
        )
        for comment in comments
    ]  # fmt: skip


def codings_csv(project: CodingProject) -> bytes:
    """The codings without any text."""
    return write_codings_csv(project)


def project_file(project: CodingProject) -> bytes:
    """Comments and codings for another program."""
    try:
        return write_project(project)
    except ExchangeRefused as error:
        raise FileRefused(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingsRead:
    """Codings from a file, and what of the file was left out, a sentence for each kind."""

    project: CodingProject
    left_out: tuple[str, ...] = ()


def read_codings(data: bytes, project: CodingProject) -> CodingsRead:
    """Codings from a file; they must be to comments and themes that the round has."""
    try:
        if data[:2] != b"PK":
            comments = write_comments_csv(project)
            return CodingsRead(project=read_project_csv(comments, data, project.codeframe, title=project.title))
        imported = read_project(data)
        fitting = CodingProject(
            title=project.title, codeframe=project.codeframe, comments=project.comments,
            codings=imported.project.codings,
        )  # fmt: skip
    except (ExchangeRefused, CodeframeInvalid) as error:
        raise FileRefused(str(error)) from error
    return CodingsRead(project=fitting, left_out=imported.left_out)


def import_codings(
    session: Session, round_: Round, read: CodingsRead, comments: Sequence[Comment], *, coder_id: int, layer: str
) -> Imported:  # fmt: skip
    """Store codings from a file under whoever brings them in; what is coded already stays as it is."""
    by_key = {comment.key: comment for comment in comments}
    stances: dict[str, dict[str, CodingEntry]] = {}
    for entry in read.project.codings:
        stances.setdefault(entry.comment, {})[entry.theme] = entry
    coded = 0
    for key, entries in stances.items():
        comment = by_key[key]
        if comment.is_coded:
            continue
        what = given(
            {theme: entry.stance for theme, entry in entries.items()}, quote_worthy=comment.quote_worthy,
            suggested={t: Suggested(source=e.suggested_by) for t, e in entries.items() if e.suggested_by},
        )  # fmt: skip
        save_coding(session, round_, comment.place, what, coder_id=coder_id, layer=layer)
        coded += 1
    return Imported(coded=coded, already_coded=len(stances) - coded, left_out=read.left_out)
