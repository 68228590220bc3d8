"""What changed in the choice lists and scales between two versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from instruments.changes import (
    CHOICE_COLUMNS,
    SCALE_COLUMNS,
    Change,
    Subject,
    column_changes,
    in_languages,
    same_words,
    text_changes,
    texts_of,
)
from instruments.matching import Key, out_of_order
from instruments.model import Choice, Instrument, Scale

Keyed = dict[Key, Choice]


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions, and the languages that both are in."""

    old: Instrument
    new: Instrument

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self.old.languages) & frozenset(self.new.languages)

    @property
    def default_languages(self) -> tuple[str, str]:
        return self.old.settings.default_language, self.new.settings.default_language


def list_changes(versions: Versions, users: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[Change]:
    """What changed in every list; ``users`` names the questions that use a pair of an old and a new list."""
    old, new = _list_names(versions.old), _list_names(versions.new)
    pairs = dict.fromkeys([*users, *((name, name) for name in new if name in old)])
    replaced = {before for before, _ in users}
    replacing = {after for _, after in users}
    for before, after in pairs:
        yield from _one_list(versions, before, after, tuple(users.get((before, after), ())))
    for name in old:
        if name not in new and name not in replaced:
            yield _whole_list("list removed", name, "is no longer there", versions.old, new=False)
    for name in new:
        if name not in old and name not in replacing:
            yield _whole_list("list added", name, "is new", versions.new, new=True)


def _list_names(instrument: Instrument) -> dict[str, None]:
    return dict.fromkeys((*instrument.choices, *instrument.scales, *instrument.files))


def _whole_list(kind: str, name: str, message: str, instrument: Instrument, *, new: bool) -> Change:
    subject = Subject(name=name, label=name)
    labels = tuple(choice.label for choice in instrument.choices.get(name, ()))
    change = subject.change(kind, message, "yes", None if new else labels, labels if new else None)
    return replace(change, message=f"The list ‘{name}’ {message}.")


def _one_list(versions: Versions, before: str, after: str, questions: tuple[str, ...]) -> Iterator[Change]:
    subject = Subject(name=after, label=after, questions=questions)
    old, new = versions.old, versions.new
    is_scale = after in new.scales or before in old.scales
    changes = [*_choice_changes(subject, versions, before, after, is_scale=is_scale)]
    changes += _scale_changes(subject, versions, old.scales.get(before), new.scales.get(after))
    if old.files.get(before) != new.files.get(after):
        changes.append(
            subject.change(
                "choices", "comes from another file", "with care", old.files.get(before), new.files.get(after)
            )
        )
    used = _used_by(questions)
    for change in changes:
        yield replace(change, message=f"In the list ‘{after}’{used}: {change.message}")


def _used_by(questions: tuple[str, ...]) -> str:
    if not questions:
        return ""
    some = ", ".join(f"‘{name}’" for name in questions[:3])
    return f" of {some}" + (f" and {len(questions) - 3} more" if len(questions) > 3 else "")


def _keyed(choices: Sequence[Choice]) -> Keyed:
    seen: Counter[str] = Counter()
    found: Keyed = {}
    for choice in choices:
        found[choice.name, seen[choice.name]] = choice
        seen[choice.name] += 1
    return found


def _choice_changes(about: Subject, versions: Versions, before: str, after: str, *, is_scale: bool) -> Iterator[Change]:
    old, new = _keyed(versions.old.choices.get(before, ())), _keyed(versions.new.choices.get(after, ()))
    pairs = {key: key for key in new if key in old} | _renamed(old, new)
    for key, choice in new.items():
        subject = _choice_subject(about, choice)
        if key not in pairs:
            yield subject.change(
                "choice added", "is a new choice: whoever would have chosen it before chose something else or nothing",
                "with care", None, choice.label,
            )  # fmt: skip
            continue
        was = old[pairs[key]]
        if pairs[key] != key:
            yield subject.change(
                "choice renamed", f"is stored as ‘{choice.name}’ and was stored as ‘{was.name}’ (probably renamed): "
                "the two are counted apart", "with care", was.name, choice.name,
            )  # fmt: skip
        yield from _one_choice(subject, versions, was, choice)
    for key, choice in old.items():
        if key not in pairs.values():
            yield _choice_subject(about, choice).change(
                "choice removed", "can no longer be chosen: whoever would have chosen it now chooses something else or "
                "nothing", "with care", choice.label, None,
            )  # fmt: skip
    yield from _reordered(about, old, new, pairs, is_scale=is_scale)


def _choice_subject(about: Subject, choice: Choice) -> Subject:
    return Subject(name=about.name, label=choice.label, questions=about.questions, choice=choice.name)


def _one_choice(subject: Subject, versions: Versions, old: Choice, new: Choice) -> Iterator[Change]:
    yield from row_texts(subject, versions, old, new, kind="choice reworded")
    yield from column_changes(subject, CHOICE_COLUMNS, old, new)


def row_texts(
    subject: Subject, versions: Versions, old: Choice | Scale, new: Choice | Scale, kind: str | None = None
) -> Iterator[Change]:
    """What changed in the texts of a choice or a scale; its label under a kind of its own."""
    before, after = (
        in_languages(texts_of(row, language), versions.languages)
        for row, language in zip((old, new), versions.default_languages, strict=True)
    )
    for change in text_changes(subject, before, after, default_language=versions.default_languages[1]):
        yield replace(change, kind=kind) if kind and change.kind == "reworded" else change


def _renamed(old: Keyed, new: Keyed) -> dict[Key, Key]:
    """Choices whose name is new but whose label is not."""
    left = {key: choice for key, choice in old.items() if key not in new}
    found: dict[Key, Key] = {}
    for key, choice in new.items():
        if key in old:
            continue
        match = next((other for other, was in left.items() if same_words(was.label, choice.label)), None)
        if match is not None:
            found[key] = match
            del left[match]
    return found


def _reordered(about: Subject, old: Keyed, new: Keyed, pairs: Mapping[Key, Key], *, is_scale: bool) -> Iterator[Change]:
    places = {key: place for place, key in enumerate(old)}
    both = [key for key in new if key in pairs]
    if not out_of_order([places[pairs[key]] for key in both]):
        return
    before = tuple(choice.label for choice in old.values())
    after = tuple(choice.label for choice in new.values())
    meaning = (
        "in a scale the order is its meaning" if is_scale else "the first choices of a list are chosen more readily"
    )
    message = f"has its choices in another order: {meaning}"
    change = about.change("choices reordered", message, "no" if is_scale else "with care", before, after)
    yield replace(change, message=f"The choices stand in another order: {meaning}.")


def _scale_changes(about: Subject, versions: Versions, old: Scale | None, new: Scale | None) -> Iterator[Change]:
    if old is None and new is None:
        return
    subject = Subject(name=about.name, label=f"The scale {about.name}", questions=about.questions)
    if old is None or new is None:
        what = "is now a scale, with an order and a better end" if old is None else "is no longer a scale"
        yield subject.change("scale", what, "with care", "a scale" if old else None, "a scale" if new else None)
    old, new = old or Scale(), new or Scale()
    yield from row_texts(subject, versions, old, new)
    yield from column_changes(subject, SCALE_COLUMNS, old, new)
