"""What is wrong with an answer, in the language of the page: the author's own sentence, or the product's."""

from __future__ import annotations

from typing import Any

from instruments.answers import TOO_MUCH_WORK, AnswerProblem
from instruments.compiled import Item
from survey_app.collect.sentences import in_page_language
from survey_app.collect.wording import Words
from survey_app.translating import gettext

ASK = {
    "select_one": "Select an answer to ‘%(question)s’",
    "select_multiple": "Select at least one answer to ‘%(question)s’",
    "rank": "Put the choices of ‘%(question)s’ in order",
    "integer": "Enter a number for ‘%(question)s’",
    "decimal": "Enter a number for ‘%(question)s’",
    "range": "Enter a number for ‘%(question)s’",
    "date": "Enter a date for ‘%(question)s’",
    "time": "Enter a time for ‘%(question)s’",
    "dateTime": "Enter a date and time for ‘%(question)s’",
    "acknowledge": "Tick ‘%(question)s’",
    "image": "Choose a picture for ‘%(question)s’",
    "audio": "Choose a recording for ‘%(question)s’",
    "video": "Choose a video for ‘%(question)s’",
    "file": "Choose a file for ‘%(question)s’",
    "signature": "Sign ‘%(question)s’",
    "geopoint": "Enter a place for ‘%(question)s’",
    "geotrace": "Enter the points of ‘%(question)s’",
    "geoshape": "Enter the points of ‘%(question)s’",
}
ASK_ANY = "Enter an answer to ‘%(question)s’"


def problem_text(words: Words, problem: AnswerProblem, answers: dict[str, Any]) -> str:
    """The sentence of a problem. ``answers`` are those of the problem's entry."""
    item = words.compiled.find(problem.name)
    if item is None:
        return in_page_language(problem.message)
    if answers.get(item.name) in (None, "", []):
        own = words.question_text(item, "required_message")
        return words.render(own, item.name).plain or _ask(words, item)
    own = words.question_text(item, "constraint_message")
    if own and words.path.text(own, item.name, words.entry) == problem.message:
        return words.render(own, item.name).plain
    what = problem.message.rpartition("’: ")[2]
    if what != problem.message:
        return f"‘{called(words, item)}’: {in_page_language(what)}"
    return in_page_language(words.render(problem.message, item.name).plain)


def too_much_work() -> str:
    """What is said where a form takes too long to work out."""
    return in_page_language(TOO_MUCH_WORK)


def _ask(words: Words, item: Item) -> str:
    return gettext(ASK.get(item.question.kind, ASK_ANY), question=called(words, item))


def called(words: Words, item: Item) -> str:
    """What to call a question: its label, after that of the composite question it is part of."""
    caption = words.caption(item)
    if item.part_of is None or item.part_of == item.name:
        return caption
    whole = words.compiled.find(item.part_of)
    return caption if whole is None else f"{caption}’ {gettext('of')} ‘{words.caption(whole)}"
