"""What must hold of answers that ask for help now, and of a form in easy read."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.errors import Finding
from instruments.flattening import Placed
from instruments.model import Instrument, Question

HELP_NOW = "help_now"
"""The parameter of a question whose answer shows at once where to get help."""
WORDS = "words"
"""Its value on a text: worrying words do. On a list it names the choices, as in ``help_now=no|sort_of``."""
_LISTS = ("select_one", "select_multiple")


def check_easy_read(instrument: Instrument, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    """What is wrong with answers that ask for help, and which pages of a form in easy read hold several questions."""
    for found in placed:
        for message in _help_problems(instrument, found.question):
            yield Finding((*found.place, "parameters"), found.question.name, message)
    if not instrument.settings.is_easy_read:
        return
    for at, page in enumerate(instrument.survey):
        asked = sum(one.is_answered and one.is_seen for one in _rows(page))
        if asked > 1:
            message = f"in easy read a page holds one question; this one holds {asked}: give each a group of its own"
            yield Finding(("survey", at), page.name, message, "warning")


def help_choices(question: Question) -> tuple[str, ...]:
    """The choices of a list that ask for help now."""
    named = question.settings_of_type.get(HELP_NOW, "")
    return tuple(named.split("|")) if named and question.kind in _LISTS else ()


def heeds_words(question: Question) -> bool:
    """Whether worrying words in the answer to a question ask for help now."""
    return question.kind == "text" and question.settings_of_type.get(HELP_NOW) == WORDS


def _help_problems(instrument: Instrument, question: Question) -> Iterator[str]:
    named = question.settings_of_type.get(HELP_NOW)
    if named is None:
        return
    if question.kind == "text":
        if named != WORDS:
            yield f"'{HELP_NOW}' of a text is '{WORDS}', as in '{HELP_NOW}={WORDS}', not '{named}'"
    elif question.kind not in _LISTS:
        yield f"'{HELP_NOW}' is for texts and lists; take it off this question, or ask it in another way"
    else:
        known = [choice.name for choice in instrument.choices_of(question)]
        for name in help_choices(question):
            if name not in known:
                yield f"'{HELP_NOW}' names '{name}', which is not a choice of the list; there are: {', '.join(known)}"


def _rows(question: Question) -> Iterator[Question]:
    yield question
    for child in question.children:
        yield from _rows(child)
