"""What a focus group may be asked: the cycle's own questions, those of the library's forms, and free ones."""

from __future__ import annotations

import re
from functools import cache

from instruments.compiled import compile_instrument
from instruments.errors import InstrumentError
from instruments.loading import library, load_instrument
from survey_app.forums.models import HubCycle
from survey_app.forums.models.families import FocusGroup

FEEDBACK, RECORD = "children-and-families-feedback", "focus-group-record"
CHILDREN = ("why_11", "listened_11", "did_it_11", "say_11", "safer_11", "helped_most", "different")
PARENTS = ("told_why", "fair", "reports", "complain", "difference", "parent_comment")
OF_GROUPS = ("asked_for",)
NUMBERED = re.compile(r"^\d+\.\s*")


def offered_questions(cycle: HubCycle, who: str) -> list[str]:
    """The questions that stand ready for a group of children, of parents, or of both, each once."""
    names = {"children": CHILDREN, "parents": PARENTS}.get(who, (*CHILDREN, *PARENTS))
    found = [*cycle.questions, *_labels(FEEDBACK, names), *_labels(RECORD, OF_GROUPS)]
    return list(dict.fromkeys(question for question in found if question))


def chosen_questions(group: FocusGroup) -> list[str]:
    """What the group was asked, in order."""
    return [question.text for question in group.questions]


@cache
def _labels(form_id: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of questions of a form of the library, without their numbers; none where the form is not there."""
    path = library().get(form_id)
    try:
        compiled = compile_instrument(load_instrument(path)) if path else None
    except InstrumentError:
        return ()
    if compiled is None:
        return ()
    items = {item.name: item for item in compiled.items}
    return tuple(NUMBERED.sub("", str(items[name].question.label)) for name in names if name in items)
