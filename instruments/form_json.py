"""A form as the browser needs it to work it out by itself: plain JSON, which survey_app/browser/engine.js reads.

The tree of the form is a list of its branches, parents before children; whatever refers to a branch gives its place in
that list::

    {"branches": [{"name": "data", "kind": "form"}, {"name": "age", "kind": "item", "in": 0, "type": "integer", …}, …],
     "order": [1, …], "lists": {"yes_no": [{"name": "yes", "label": "Yes"}, …]}, "sections": [{"name": "page", …}, …]}

Expressions are there in their JSON form. What a branch ``needs`` is decided before it, and decides it again when it
changes; what it ``watches`` concerns only how it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from instruments.answer_types import range_of
from instruments.answers import required_message, title_of
from instruments.compiled import CompiledInstrument
from instruments.default_answers import default_answer
from instruments.expressions import Node, has_self, to_json
from instruments.grades import OTHER
from instruments.items import Branch, Item, Section
from instruments.model import Choice, Question
from instruments.page_needs import PageNeeds, uses_of

Json = dict[str, Any]


def form_json(
    compiled: CompiledInstrument, language: str | None = None, only: Collection[str] | None = None
) -> dict[str, Any]:
    """The definition of a form for the browser.

    Parameters
    ----------
    compiled : CompiledInstrument
    language : str, optional
        The language of labels and messages; by default the form's own.
    only : collection of str, optional
        The questions of one page. Then only what these hang on is there, and what on the way there hangs on them; a
        branch that no answer of the page can change is ``fixed``: it is asked where the document has it, with None for
        a blank (:func:`instruments.page_needs.page_document` makes such a document). Texts and pages are left out,
        since the server shows them.
    """
    if only is None:
        return _Writer(compiled, language, None).form()
    return _Writer(compiled, language, PageNeeds.of(compiled, only)).form()


class _Writer:
    """Writes one definition; ``needs`` is None for a whole form."""

    def __init__(self, compiled: CompiledInstrument, language: str | None, needs: PageNeeds | None) -> None:
        self.compiled = compiled
        self.language = language
        self.needs = needs
        self.branches = [one for one in _with_all_below(compiled.root) if self.is_there(one)]
        self.place = {branch: index for index, branch in enumerate(self.branches)}
        self.lists: dict[str, list[Json]] = {}

    def is_there(self, branch: Branch) -> bool:
        if branch.is_never_asked:
            return False  # always blank, as what is not there
        return self.needs is None or branch.parent is None or branch in self.needs.branches

    def form(self) -> Json:
        for name in self.lists_as_such():
            self.lists[name] = [self.choice(choice) for choice in self.compiled.choices.get(name, ())]
        rows = [_without_blanks(self.row(branch)) for branch in self.branches]
        whole = self.needs is None
        return {
            "isPart": not whole,
            "branches": rows,
            "order": [self.place[branch] for branch in self.compiled.plan if branch in self.place],
            "lists": self.lists,
            "sections": [_section(section) for section in self.compiled.sections] if whole else [],
        }

    def lists_as_such(self) -> Iterator[str]:
        """The lists that expressions look into; a question with more choices than its list has another one."""
        for branch in self.branches[1:]:
            if self.needs is None or branch in self.needs.decided:
                yield from uses_of(branch).lists

    def row(self, branch: Branch) -> Json:
        if branch.parent is None:
            return {"name": branch.name, "kind": branch.kind}
        row: Json = {"name": branch.name, "kind": branch.kind, "in": self.place[branch.parent]}
        fixed = self.needs is not None and branch not in self.needs.decided
        row |= {"fixed": True} if fixed else self.decision(branch)
        if branch.item is not None:
            row |= self.kind(branch.item, fixed)
            row |= {} if fixed else self.question(branch.item)
        elif branch.kind == "repeat" and branch.question is not None and self.needs is None:
            row |= self.texts(branch.question)
        return row

    def decision(self, branch: Branch) -> Json:
        uses = uses_of(branch)
        parent = branch.parent
        within = [parent] if parent is not None and parent.kind == "group" else []
        shown = uses.shown if self.needs is None or branch in self.needs.page else ()
        return {
            "conditions": [to_json(node) for node in branch.conditions],
            "count": _tree(branch.count),
            "grows": branch.grows,
            "needs": self.places((*within, *uses.decided)),
            "watches": self.places(shown),
            "everywhere": uses.everywhere,
        }

    def places(self, branches: Collection[Branch]) -> list[int]:
        return sorted({self.place[branch] for branch in branches if branch in self.place})

    def kind(self, item: Item, fixed: bool) -> Json:
        """What reading an answer needs."""
        row: Json = {"type": item.question.kind, "isAnswered": item.question.is_answered}
        return row | ({"list": self.list_of(item)} if item.choices and self.needs_list(item, fixed) else {})

    def needs_list(self, item: Item, fixed: bool) -> bool:
        """On a page the server has written the choices. A filter and ``jr:choice-name()`` need them again, and so does
        the answer to a multiple choice, which is kept in the order of the list; a fixed one stands in it already."""
        if self.needs is None or item.choice_filter is not None or item.name in self.needs.labelled:
            return True
        return item.question.kind == "select_multiple" and not fixed

    def question(self, item: Item) -> Json:
        row: Json = {
            "isCalculated": item.is_calculated,
            "isVolatile": item.volatile,
            "readsItself": item.is_calculated and item.calculation is not None and has_self(item.calculation),
            "calculation": _tree(item.calculation),
            "triggers": list(item.triggers),
            "filter": _tree(item.choice_filter),
            "clears": item.clears,
            "always": OTHER if item.question.or_other else None,
            "required": _tree(item.required),
            "readOnly": _tree(item.read_only),
        }
        default = item.default
        if item.question.is_answered and isinstance(default, str):
            row |= {"default": default_answer(item, default)}
        elif item.question.is_answered:
            row |= {"startsWith": _tree(default)}
        if self.needs is not None:
            return row
        row |= {"isSeen": item.question.is_seen, "constraint": _tree(item.constraint), "section": item.section}
        return row | self.texts(item.question) | (self.messages(item) if item.question.is_answered else {})

    def messages(self, item: Item) -> Json:
        """What is said when an answer is missing or cannot be accepted."""
        title = title_of(self.compiled, item, self.language)
        found: Json = {"title": title, "requiredMessage": item.question.text("required_message", self.language)}
        found["requiredMessage"] = found["requiredMessage"] or required_message(self.compiled, item, self.language)
        found["constraintMessage"] = item.question.text("constraint_message", self.language)
        if item.question.kind == "range":
            found["range"] = range_of(item.question.settings_of_type)
        return found

    def texts(self, question: Question) -> Json:
        return {column: question.text(column, self.language) for column in ("label", "hint")}

    def list_of(self, item: Item) -> str:
        """The name under which a question's choices are there; of lists that differ from the form's, a new one."""
        name = item.question.list_name or ""
        rows = [self.choice(choice) for choice in item.choices]
        while self.lists.setdefault(name, rows) != rows:
            name += "~"
        return name

    def choice(self, choice: Choice) -> Json:
        text = choice.text("label", self.language)
        row: Json = {"name": choice.name, "label": choice.label, "text": text if text != choice.label else None}
        return _without_blanks(row | {"columns": dict(choice.columns), "exclusive": choice.exclusive})


def _with_all_below(branch: Branch) -> Iterator[Branch]:
    yield branch
    for child in branch.children:
        yield from _with_all_below(child)


def _tree(node: Node | bool | str | None) -> Any:
    """An expression in its JSON form; a truth value as it is."""
    return node if node is None or isinstance(node, (bool, str)) else to_json(node)


def _without_blanks(row: Json) -> Json:
    """A row without what is not said: most say little, and a page has many."""
    return {key: value for key, value in row.items() if value or value == "" or (value == 0 and value is not False)}


def _section(section: Section) -> Json:
    return _without_blanks(
        {
            "name": section.name,
            "label": section.label,
            "repeat": section.repeat is not None,
            "repeats": list(section.repeats),
            "parent": section.parent,
            "items": [item.name for item in section.items],
        }
    )
