"""Which questions of a page are marked "required" or "optional", and the sentence above them that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wtforms.form import BaseForm

from instruments.compiled import Item
from survey_app.collect.blocks import is_folded
from survey_app.collect.wording import Words
from survey_app.translating import gettext


@dataclass(frozen=True, slots=True)
class Marking:
    """Whichever are fewer are marked: the questions that must be answered whatever the others say, or the rest.

    ``items`` are those that could be marked; what is folded away is not among them.
    """

    items: tuple[Item, ...]
    few_required: bool

    @staticmethod
    def of(form: BaseForm, items: Sequence[Item]) -> Marking:
        """The marking of a page. No answer changes it, so that marks stay what they are while one answers."""
        open_items = tuple(item for item in items if item.name in form and not is_folded(item))
        required = sum(item.required is True for item in open_items)
        return Marking(open_items, required * 2 <= len(open_items) - required)

    def put_on(self, form: BaseForm, words: Words) -> None:
        """Put the marks on the fields; where other answers decide, the mark is there and shown when it holds."""
        marks = "required" if self.few_required else "optional"
        mark = gettext("required") if self.few_required else gettext("optional")
        for item in self.items:
            field = form[item.name]
            is_marked = words.path.required(item.name, words.entry) == self.few_required
            if not isinstance(item.required, bool):
                field.said = replace(field.said, mark=mark, marks=marks, is_marked=is_marked)
            elif is_marked:
                field.said = replace(field.said, mark=mark)

    def sentence(self, asked: frozenset[str]) -> str:
        """What is said above the questions, of those that are asked."""
        seen = [item for item in self.items if item.name in asked]
        if any(item.required is not False for item in seen):
            return few_are_required() if self.few_required else ""
        return none_is_required() if len(seen) > 1 else ""


def few_are_required() -> str:
    return gettext("Only what is marked “required” must be answered.")


def none_is_required() -> str:
    return gettext("You may leave any of these blank.")
