"""What a page of the form shows, prepared so that its template has nothing to work out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm

from instruments.answers import Path, find_path
from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import references, to_json
from survey_app.collect.flow import Document, Outcome, Place, page_answers, page_items, places
from survey_app.collect.forms import build_form

# Part of a grade → the block it is drawn in. Parts that are not here stand openly with the grade.
_PART_BLOCKS = {
    "evidence_type": "evidence", "evidence_reference": "evidence", "evidence_date": "evidence",
    "confidence": "evidence", "strength": "findings", "gap": "findings", "action_what": "action",
    "action_owner": "action", "action_agency": "action", "action_due": "action", "action_success_measure": "action",
    "action_impact_evidence": "action", "action_status": "action",
}  # fmt: skip
_BLOCK_TITLES = {
    "evidence": "Evidence and confidence (optional)",
    "findings": "Strength and gap (optional)",
    "action": "Action",
}
_FOLDED = ("evidence", "findings")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question or note. Hidden ones are in the page too: a script shows them without asking the server."""

    name: str
    field: Field | None
    label: str
    hint: str
    hidden: bool
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Questions that stand together, under a heading or folded away."""

    title: str
    hint: str
    folded: bool
    open: bool
    hidden: bool
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLink:
    """A line of the error summary and the control it leads to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """ "Page 3 of 9"."""

    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page of questions."""

    place: Place
    title: str
    caption: str
    hint: str
    marking: str
    progress: Progress
    blocks: tuple[Block, ...]
    errors: tuple[ErrorLink, ...]
    notice: str
    has_comments: bool
    conditions: dict[str, Any] | None  # for the browser


def page_view(
    compiled: CompiledInstrument,
    document: Document,
    place: Place,
    outcome: Outcome | None = None,
    items: tuple[Item, ...] = (),
) -> PageView:
    """A page as it is first shown or, with the outcome of a post, as it is shown again."""
    section = compiled.section(place.section)
    items = items or page_items(section)
    if outcome is not None:
        document, form = outcome.document, outcome.form
    else:
        form = build_form(items, page_answers(document, place))
    path = find_path(compiled, document)
    asked = _asked(compiled, document, path, place)
    marking = _mark(form, items, asked)
    return PageView(
        place=place,
        title=_title(section, place),
        caption=_caption(compiled, section),
        hint="" if place.entry else section.hint or "",  # of a repeat, with the first entry only
        marking=marking,
        progress=progress(compiled, path, place),
        blocks=tuple(_blocks(items, form, asked)),
        errors=_error_links(form, outcome),
        notice=_notice(outcome),
        has_comments=any(item.question.is_comment for item in items),
        conditions=_conditions(compiled, items, document, path, place),
    )


def progress(compiled: CompiledInstrument, path: Path, place: Place) -> Progress:
    """How far on this place is among the pages now on the path."""
    ahead = places(compiled, path)
    here = next((at for at, other in enumerate(ahead) if other.section == place.section), len(ahead) - 1)
    return Progress(number=here + 1, total=len(ahead))


def entry_name(section: Section) -> str:
    """What one entry of a repeat is called: "conversation"."""
    return (section.repeat.entry_name if section.repeat else None) or "entry"


def entry_title(section: Section, entry: int) -> str:
    """One entry with its number: "Conversation 2"."""
    name = entry_name(section)
    return f"{name[:1].upper()}{name[1:]} {entry + 1}"


def _asked(compiled: CompiledInstrument, document: Document, path: Path, place: Place) -> frozenset[str]:
    """The questions of the page on the path; a new entry is judged as if it were there already."""
    if place.entry is not None and place.entry >= path.entries(place.section):
        entries = [*(document.get(place.section) or []), {}]
        path = find_path(compiled, document | {place.section: entries})
    items = compiled.section(place.section).items
    return frozenset(item.name for item in items if path.has(item.name, place.entry))


def _title(section: Section, place: Place) -> str:
    return section.label if place.entry is None else entry_title(section, place.entry)


def _caption(compiled: CompiledInstrument, section: Section) -> str:
    return section.label if section.repeat else compiled.instrument.settings.form_title


def _mark(form: BaseForm, items: Sequence[Item], asked: frozenset[str]) -> str:
    """Mark whichever are fewer, the required or the optional questions; the sentence that says so."""
    open_items = [item for item in items if item.name in form and _PART_BLOCKS.get(item.part or "") not in _FOLDED]
    required = [item for item in open_items if item.question.required]
    optional = [item for item in open_items if not item.question.required]
    seen = [item for item in open_items if item.name in asked]
    few_required = len(required) * 2 <= len(optional)
    for item in required if few_required else optional:
        form[item.name].label.text = f"{item.question.label} ({'required' if few_required else 'optional'})"
    if any(item in required for item in seen):
        return "Only what is marked “required” must be answered." if few_required else ""
    return "You may leave any of these blank." if len(seen) > 1 else ""


def _blocks(items: Sequence[Item], form: BaseForm, asked: frozenset[str]) -> Iterator[Block]:
    def key(item: Item) -> tuple[str, str]:
        block = _PART_BLOCKS.get(item.part or "", "") if item.part_of else ""
        return (f"{item.part_of}:{block}" if block else "", item.groups[-1].name if item.groups else "")

    for (part_block, group), run in groupby(items, key):
        members = list(run)
        questions = tuple(_question(item, form, item.name not in asked) for item in members)
        kind = part_block.rpartition(":")[2]
        inner = members[0].groups[-1] if group and not kind else None
        yield Block(
            title=_BLOCK_TITLES.get(kind) or (inner.label or "" if inner else ""),
            hint=(inner.hint or "") if inner else "",
            folded=kind in _FOLDED, open=kind in _FOLDED and _is_in_use(form, members),
            hidden=all(question.hidden for question in questions), questions=questions,
        )  # fmt: skip


def _question(item: Item, form: BaseForm, hidden: bool) -> QuestionView:
    return QuestionView(
        name=item.name, field=form[item.name] if item.question.is_answered else None, label=item.question.label or "",
        hint=item.question.hint or "", hidden=hidden, optional=not item.question.required,
    )  # fmt: skip


def _is_in_use(form: BaseForm, members: Sequence[Item]) -> bool:
    """Whether a folded block holds an answer, or belongs to a grade with an error that it may be the cure for."""
    grade = members[0].part_of or ""
    fields = [form[item.name] for item in members if item.name in form]
    in_error = grade in form and bool(form[grade].errors)
    return in_error or any(field.data is not None or field.errors for field in fields)


def _error_links(form: BaseForm, outcome: Outcome | None) -> tuple[ErrorLink, ...]:
    if outcome is None:
        return ()
    wrong = [field for field in form if field.short_name in outcome.errors]
    return tuple(ErrorLink(text=field.errors[0], href=f"#{field.focus_id}") for field in wrong)


def _notice(outcome: Outcome | None) -> str:
    """Told when an answer brought questions onto the page that nobody has seen yet."""
    if outcome is None or not outcome.revealed:
        return ""
    count = len(outcome.revealed)
    return "Your answer brings one more question." if count == 1 else f"Your answers bring {count} more questions."


def _conditions(
    compiled: CompiledInstrument, items: Sequence[Item], document: Document, path: Path, place: Place
) -> dict[str, Any] | None:
    """What the browser needs to show and hide questions by itself: their conditions, and the answers of other pages."""
    outer = len(compiled.section(place.section).relevance)  # the section's own condition holds, or nobody were here
    order = {name: at for at, name in enumerate(compiled.order)}
    conditional = sorted((item for item in items if item.relevance[outer:]), key=lambda item: order[item.name])
    nodes = {item.name: item.relevance[outer:] for item in conditional}
    named = {name for trees in nodes.values() for tree in trees for name in references(tree)}
    elsewhere = sorted(named - {item.name for item in items})
    if not nodes:
        return None
    return {
        "questions": [[name, [to_json(tree) for tree in trees]] for name, trees in nodes.items()],
        "answers": {name: _known(compiled, document, path, place, name) for name in elsewhere},
        "position": None if place.entry is None else place.entry + 1,
    }


def _known(compiled: CompiledInstrument, document: Document, path: Path, place: Place, name: str) -> Any:
    """An answer given elsewhere, blank when not asked; of another repeat, ``{"nodes": [all of them]}``."""
    item = compiled.find(name)
    if item is None:  # the repeat itself, which can be counted
        return {"nodes": [""] * path.entries(name)}
    if item.repeat is None:
        return document.get(name) if path.has(name) else None
    if item.repeat == place.section and place.entry is not None:
        return page_answers(document, place).get(name)
    entries = list(enumerate(document.get(item.repeat) or []))
    return {"nodes": [entry.get(name) for at, entry in entries if path.has(name, at)]}
