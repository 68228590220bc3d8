"""What changed from one version of an instrument to another, and what it means for comparing rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from instruments.changes import (
    QUESTION_COLUMNS,
    SETTINGS_COLUMNS,
    Change,
    Comparable,
    Subject,
    column_changes,
    in_languages,
    text_changes,
    texts_of,
)
from instruments.list_changes import Versions, list_changes
from instruments.matching import Key, Matching, Standing, match_questions, out_of_order
from instruments.model import Instrument, Question
from instruments.shortening import in_one_line
from instruments.type_changes import is_lossless

__all__ = ["Change", "Comparable", "comparability", "compare", "unchanged_questions"]

NOTHING = "nothing is asked by it"


def compare(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """Everything that differs between two versions, and for each difference whether answers can be compared.

    Parameters
    ----------
    old, new : Instrument
        The version that was used before, and the one after.

    Returns
    -------
    tuple of Change
        Settings and languages first, then the questions in the new form's order with removed ones where they stood,
        then the lists of choices. Empty for two versions that say the same.
    """
    versions, matching = Versions(old, new), match_questions(old, new)
    return (
        *_settings_changes(versions),
        *_question_changes(versions, matching),
        *list_changes(versions, _list_users(matching)),
    )


def comparability(changes: Sequence[Change]) -> dict[str, Comparable]:
    """For each question that a change concerns, the worst that any change says of comparing its answers."""
    order = get_args(Comparable)
    found: dict[str, Comparable] = {}
    for change in changes:
        for name in change.questions:
            found[name] = max(found.get(name, "yes"), change.comparable, key=order.index)
    return found


def unchanged_questions(old: Instrument, new: Instrument, changes: Sequence[Change]) -> tuple[str, ...]:
    """The questions that both versions ask, word for word and of the same people, in form order."""
    before = {question.name for question in old.walk()}
    changed = {name for change in changes for name in change.questions}
    return tuple(
        question.name
        for question in new.walk()
        if question.name in before and question.name not in changed and _has_answers(question)
    )


def _has_answers(question: Question) -> bool:
    return question.is_answered or question.kind == "standard"


def _settings_changes(versions: Versions) -> Iterator[Change]:
    old, new = versions.old, versions.new
    everything = tuple(question.name for question in new.walk() if _has_answers(question))
    subject = Subject(name="settings", label="The form")
    for change in column_changes(subject, SETTINGS_COLUMNS, old.settings, new.settings):
        yield replace(change, questions=everything if change.comparable == "no" else ())
    before = in_languages(texts_of(old.settings, old.settings.default_language), versions.languages)
    after = in_languages(texts_of(new.settings, new.settings.default_language), versions.languages)
    yield from text_changes(subject, before, after, default_language=new.settings.default_language)
    for language in new.languages:
        if language not in old.languages:
            yield subject.change("language added", f"can now be answered in {language}", "yes", None, language)
    for language in old.languages:
        if language not in new.languages:
            message = f"can no longer be answered in {language}: whoever did may now leave it"
            yield subject.change("language removed", message, "with care", language, None)


def _question_changes(versions: Versions, matching: Matching) -> Iterator[Change]:
    """The changes of all questions, each where it stands; a removed one comes after what it stood after."""
    found: list[tuple[float, Iterator[Change]]] = []
    moved = _moved(matching)
    places = {old.position: float(new.position) for old, new in matching.pairs}
    for old, new in matching.pairs:
        found.append((new.position, _pair_changes(versions, old, new, moved.get(new.key))))
    for new in matching.added:
        found.append((new.position, iter([_added(new)])))
    for old in matching.removed:
        earlier = [position for position in places if position < old.position]
        found.append((places[max(earlier)] + 0.5 if earlier else -0.5, iter([_removed(old)])))
    for _, changes in sorted(found, key=lambda entry: entry[0]):
        yield from changes


def _subject(standing: Standing) -> Subject:
    question = standing.question
    inside = [question, *_descendants(question)]
    names = dict.fromkeys(one.name for one in inside if _has_answers(one))
    return Subject(name=question.name, label=question.label or question.name, questions=tuple(names))


def _descendants(question: Question) -> Iterator[Question]:
    for child in question.children:
        yield child
        yield from _descendants(child)


def _pair_changes(versions: Versions, old: Standing, new: Standing, moved: Change | None) -> Iterator[Change]:
    """What changed in one question, group or repeat."""
    subject, before, after = _subject(new), old.question, new.question
    if before.name != after.name:
        message = f"is called ‘{after.name}’ and was called ‘{before.name}’ (probably renamed)"
        own = replace(subject, questions=(after.name,) if _has_answers(after) else ())
        yield own.change("renamed", message, "with care", before.name, after.name)
    if before.type != after.type:
        yield _type_change(subject, before, after)
    if moved is not None:
        yield moved
    old_texts = in_languages(texts_of(before, versions.default_languages[0]), versions.languages)
    new_texts = in_languages(texts_of(after, versions.default_languages[1]), versions.languages)
    yield from text_changes(subject, old_texts, new_texts, default_language=versions.default_languages[1])
    yield from column_changes(subject, QUESTION_COLUMNS, before, after)


def _type_change(subject: Subject, old: Question, new: Question) -> Change:
    if old.kind == new.kind:
        message = f"has the choices of another list, ‘{new.list_name}’ instead of ‘{old.list_name}’"
        return subject.change("list", message, "with care", old.type, new.type)
    what = f"is of type {new.kind} and was of type {old.kind}"
    if is_lossless(old.kind, new.kind):
        return subject.change("type changed", f"{what}: every answer of before fits", "with care", old.type, new.type)
    return subject.change("type changed", f"{what}: the answers are of another sort", "no", old.type, new.type)


def _added(standing: Standing) -> Change:
    question = standing.question
    subject = _subject(standing)
    if not _has_answers(question):
        return replace(subject, questions=()).change("added", f"is new; {NOTHING}", "yes", None, question.type)
    return subject.change("added", "is new: there are no answers from before", "no", None, question.type)


def _removed(standing: Standing) -> Change:
    question = standing.question
    subject = _subject(standing)
    if not _has_answers(question):
        return replace(subject, questions=()).change("removed", f"is no longer there; {NOTHING}", "yes", question.type)
    message = "is no longer asked: there are no answers from now on"
    return subject.change("removed", message, "no", question.type)


def _moved(matching: Matching) -> dict[Key, Change]:
    """The rows that stand elsewhere: in another repeat, in another group, or among the same rows in another order."""
    new_keys = matching.new_keys
    found: dict[Key, Change] = {}
    together: dict[Key | None, list[tuple[Standing, Standing]]] = defaultdict(list)
    for old, new in matching.pairs:
        parent = new_keys.get(old.parent) if old.parent is not None else None
        if tuple(new_keys.get(key) for key in old.repeats) != new.repeats:
            message = f"is asked {_once_for(new)}, and was asked {_once_for(old)}: its answers count something else"
            found[new.key] = _subject(new).change("moved", message, "no", _place(old), _place(new))
        elif parent != new.parent or (old.parent is None) != (new.parent is None):
            message = f"stands {_place(new)}, and stood {_place(old)}: what comes before it may influence the answers"
            found[new.key] = _subject(new).change("moved", message, "with care", _place(old), _place(new))
        else:
            together[new.parent].append((old, new))
    for pairs in together.values():
        for index in out_of_order([old.position for old, _ in pairs]):
            _, new = pairs[index]
            after = f"after ‘{_called(pairs[index - 1][1])}’" if index else "first"
            message = f"now comes {after}: what comes before a question may influence the answers"
            found[new.key] = _subject(new).change("moved", message, "with care", None, after)
    return found


def _once_for(standing: Standing) -> str:
    repeats = [outer for outer in standing.inside if outer.question.kind == "repeat"]
    return f"once for each entry of ‘{_called(repeats[-1])}’" if repeats else "once in the whole form"


def _place(standing: Standing) -> str:
    return f"in ‘{_called(standing.inside[-1])}’" if standing.inside else "outside all groups"


def _called(standing: Standing) -> str:
    return in_one_line(standing.question.label or standing.question.name)


def _list_users(matching: Matching) -> dict[tuple[str, str], list[str]]:
    """For each old list and the new list in its place, the questions that use them."""
    users: dict[tuple[str, str], list[str]] = {}
    for old, new in matching.pairs:
        before, after = old.question.list_name, new.question.list_name
        if before is not None and after is not None:
            users.setdefault((before, after), []).append(new.question.name)
    return users
