"""Choices and scales of several versions, united."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.items import Item
from instruments.model import Choice, Scale
from instruments.ordering import merge_order


def unite_choices(lists: Sequence[tuple[Choice, ...]]) -> tuple[Choice, ...]:
    """Every choice of every version, the newest list first; one that is gone stands where it stood.

    A choice has the newest version's words and meaning.
    """
    if len(set(map(_names, lists))) <= 1:
        return lists[0]
    known: dict[str, Choice] = {}
    for choices in lists:
        for choice in choices:
            known.setdefault(choice.name, choice)
    return tuple(known[name] for name in merge_order([_names(choices) for choices in lists]))


def _names(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.name for choice in choices)


def unite_scales(newest_first: Sequence[Item]) -> Scale | None:
    """The newest scale; a choice that it no longer has is as favourable as it was when it was last there."""
    scale = newest_first[0].scale
    if scale is None:
        return None
    known = set(_names(newest_first[0].choices))
    favourable = list(scale.favourable)
    for item in newest_first[1:]:
        gone = [name for name in _names(item.choices) if name not in known]
        favourable += [name for name in gone if item.scale is not None and name in item.scale.favourable]
        known |= set(gone)
    return (
        scale
        if len(favourable) == len(scale.favourable)
        else scale.model_copy(update={"favourable": tuple(favourable)})
    )
