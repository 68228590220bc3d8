"""Forms in easy read, with ``easy_read`` among the words of the setting ``style``.

Of such a form each page holds one question. Pages at its beginning that ask nothing but consent are said on the start
page, where "Start" gives that consent; pages at its end that ask nothing are said after the answers are sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from instruments.compiled import CompiledInstrument, Item, Section
from instruments.expressions import references

_SAFETY = ("safety", "told", "time", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The pages of a form in easy read: what is said before and after the questions, and what decides on them."""

    front: tuple[Section, ...] = ()
    end: tuple[Section, ...] = ()
    opening: frozenset[str] = frozenset()
    """The pages that the questions begin with and on which hangs which others there are: "Who are you?"."""
    deciding: tuple[str, ...] = ()
    """All pages on which that hangs, in form order: until the last of them nobody can say how many there will be."""

    @property
    def said_apart(self) -> frozenset[str]:
        """The pages that are not among those one goes through."""
        return frozenset(page.name for page in (*self.front, *self.end))

    @property
    def consents(self) -> tuple[Item, ...]:
        """The consents that pressing "Start" gives."""
        return tuple(item for page in self.front for item in page.items if item.part == "consent")


def is_easy_read(compiled: CompiledInstrument) -> bool:
    """Whether a form is drawn in easy read."""
    return compiled.instrument.settings.is_easy_read


def outline(compiled: CompiledInstrument) -> Outline:
    """How a form in easy read is laid out; nothing of that for another form."""
    return _outline(_Form(id(compiled), compiled)) if is_easy_read(compiled) else Outline()


def is_asking(page: Section, *, but: str = "") -> bool:
    """Whether a page puts a question to somebody, one of the part ``but`` aside."""
    return page.repeat is not None or any(_is_asked(item) and (not but or item.part != but) for item in page.items)


def is_counted(page: Section) -> bool:
    """Whether a page is one of those that are counted: one that asks about a child's safety comes between them."""
    return page.repeat is not None or any(_is_asked(item) and item.part not in _SAFETY for item in page.items)


def _is_asked(item: Item) -> bool:
    return item.question.is_seen and item.question.is_answered and not item.is_calculated


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as a key; holding it keeps its id from being given to another."""

    key: int
    compiled: CompiledInstrument = field(compare=False)


@lru_cache(maxsize=64)
def _outline(form: _Form) -> Outline:
    pages = form.compiled.children_of(None)
    first = next((at for at, page in enumerate(pages) if is_asking(page, but="consent")), len(pages))
    last = next((at for at in range(len(pages), first, -1) if is_asking(pages[at - 1])), first)
    deciding = _deciding(pages[first:last])
    opening = []
    for page in pages[first:last]:
        if page.name not in deciding:
            break
        opening.append(page.name)
    return Outline(front=pages[:first], end=pages[last:], opening=frozenset(opening), deciding=deciding)


def _deciding(pages: tuple[Section, ...]) -> tuple[str, ...]:
    """The pages with answers that the conditions of later pages mention."""
    page_of = {item.name: page.name for page in pages for item in page.items}
    mentioned = {name for page in pages if is_counted(page) for node in page.relevance for name in references(node)}
    found = {page_of[name] for name in mentioned if name in page_of}
    return tuple(page.name for page in pages if page.name in found)
