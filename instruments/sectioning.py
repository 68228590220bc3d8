"""Which page each question is on.

A group at the top level is a page, a standard is one, and so is a repeat, for each of its entries. Questions outside
every group are gathered to pages as they follow one another. A group that holds a repeat is broken off where the
repeat begins and taken up again after it, so that pages keep the order of the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from instruments.branches import Leaf
from instruments.items import Branch

MARK = "~"  # no name of a question has it, so that a page of our own making clashes with none
MOST_LOOSE = 10  # questions that a respondent sees on a page that nobody made


@dataclass(slots=True)
class Page:
    """A page and what is on it; ``owner`` is its group, standard or repeat, None for questions outside every group."""

    name: str
    owner: Branch | None
    leaves: list[Leaf] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def parent(self) -> str | None:
        """The repeat in whose entries the page is."""
        if self.owner is None or self.owner.kind != "repeat" or len(self.owner.repeats) < 2:
            return None
        return self.owner.repeats[-2]


def paginate(root: Branch, leaves: Iterable[Leaf]) -> tuple[Page, ...]:
    """The pages in form order, the repeats within a repeat after it."""
    maker = _Maker(root)
    for leaf in leaves:
        maker.place(leaf)
    return tuple(page for first in maker.pages if first.parent is None for page in _with_inner(first, maker.pages))


def _with_inner(page: Page, pages: list[Page]) -> list[Page]:
    """A page and, where it is a repeat's, those of the repeats in its entries."""
    if page.owner is None or page.owner.kind != "repeat":
        return [page]
    inner = [one for one in pages if one.parent == page.name]
    return [page, *(found for one in inner for found in _with_inner(one, pages))]


class _Maker:
    """Goes through the form and opens a page wherever one begins."""

    def __init__(self, root: Branch) -> None:
        self.pages: list[Page] = []
        self.repeats: dict[Branch, Page] = {}
        self.current: Page | None = None
        self.loose = 0
        self.parts: dict[str, int] = {}
        self.root = root

    def place(self, leaf: Leaf) -> None:
        line = leaf.branch.line[1:-1]  # without the form and the question itself
        repeat = next((one for one in reversed(line) if one.kind == "repeat"), None)
        if repeat is not None:
            page = self.page_of_repeat(repeat)
        elif line:
            page = self.page_of_group(line[0])
        else:
            page = self.page_without_group(leaf)
        page.leaves.append(leaf)

    def page_of_repeat(self, repeat: Branch) -> Page:
        """One page for each repeat; one that holds only repeats has a page without questions."""
        for one in repeat.line:
            if one.kind == "repeat" and one not in self.repeats:
                self.repeats[one] = Page(one.name, one)
                self.pages.append(self.repeats[one])
        self.current = None
        return self.repeats[repeat]

    def page_of_group(self, group: Branch) -> Page:
        if self.current is None or self.current.owner is not group:
            number = self.parts[group.name] = self.parts.get(group.name, 0) + 1
            self.open(Page(group.name if number == 1 else f"{group.name}{MARK}{number}", group))
        assert self.current is not None
        return self.current

    def page_without_group(self, leaf: Leaf) -> Page:
        """Questions that are not seen never begin a page of their own behind another."""
        question = leaf.row.part_of or leaf.row.question.name
        is_new = leaf.row.question.is_seen and (self.current is None or question not in self.current.seen)
        full = self.current is not None and is_new and len(self.current.seen) >= MOST_LOOSE
        if self.current is None or self.current.owner is not None or full:
            self.loose += 1
            self.open(Page(f"page_{self.loose}{MARK}", None))
        assert self.current is not None
        if leaf.row.question.is_seen:
            self.current.seen.add(question)
        return self.current

    def open(self, page: Page) -> None:
        self.current = page
        self.pages.append(page)
