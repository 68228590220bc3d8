"""Telephones and a network that loses, doubles and delays, and what must become of every word all the same.

``Words`` follows each text on its own, by who has seen it; it knows nothing of how the server merges.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from survey_app.collect.merging import apply_change, find_entry
from tests.survey_app.walkabouts.notes.devices import Device

Path = list[str]


class Words:
    """Where each text was written, and whether somebody who saw it has replaced it since."""

    def __init__(self) -> None:
        self.living: dict[tuple[str, ...], set[str]] = {}

    def wrote(self, path: Path, text: str | None, was: object) -> None:
        here = self.living.setdefault(tuple(path), set())
        if isinstance(was, str):
            here.discard(was)
        if text:
            here.add(text)

    def removed(self, path: Path, entry: dict[str, Any]) -> None:
        for place, text in texts_in(entry, path):
            self.living.get(tuple(place), set()).discard(text)

    def missing(self, kept: set[tuple[tuple[str, ...], str]]) -> list[tuple[tuple[str, ...], str]]:
        return [(path, text) for path, texts in self.living.items() for text in texts if (path, text) not in kept]


def texts_in(answers: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in some answers with its path."""
    for name, value in answers.items():
        if isinstance(value, str) and name != "_id":
            yield [*path, name], value
        elif isinstance(value, list) and name not in ("_removed", "areas"):
            for entry in value:
                yield from texts_in(entry, [*path, name, entry["_id"]])


def kept_texts(document: dict[str, Any], conflicts: list[dict[str, Any]]) -> set[tuple[tuple[str, ...], str]]:
    """What the server has: in the answers, in open conflicts, and in entries that it remembers."""
    kept = {(tuple(path), text) for path, text in texts_in(document, [])}
    kept |= {(tuple(one["path"]), one["other"]) for one in conflicts if isinstance(one["other"], str)}
    for one in document.get("_removed", []):
        kept |= {(tuple(path), text) for path, text in texts_in(one["entry"], one["path"])}
    return kept


def entry_ids(answers: dict[str, Any]) -> list[str]:
    """The ids of all entries, with doubles."""
    return [
        name
        for key, value in answers.items()
        if isinstance(value, list) and key not in ("_removed", "standard")
        for entry in value
        if isinstance(entry, dict)
        for name in (entry["_id"], *entry_ids(entry))
    ]


class Phone:
    """A device that keeps what it has written until the server has answered."""

    def __init__(self, device: Device, words: Words) -> None:
        self.device, self.words = device, words
        self.device.revision = -1  # it has nothing yet
        self.base: dict[str, Any] = {}  # the document as the server last gave it, with what was sent since
        self.view: dict[str, Any] = {}  # and with what waits
        self.waiting: list[dict[str, Any]] = []
        self.sending: dict[str, Any] | None = None
        self.conflicts: list[dict[str, Any]] = []

    @property
    def is_idle(self) -> bool:
        return self.sending is None and not self.waiting

    def change(self, change: dict[str, Any]) -> None:
        self.view = apply_change(self.view, change).document
        self.waiting.append(copy.deepcopy(change))

    def places(self) -> list[Path]:
        """The document and its entries, as this phone sees them."""
        found: list[Path] = [[]]
        for talk in self.view.get("talk", []):
            found.append(["talk", talk["_id"]])
            found += [["talk", talk["_id"], "part", part["_id"]] for part in talk.get("part", [])]
        return found

    def write(self, path: Path, text: str | None, **more: Any) -> None:
        was = (find_entry(self.view, path[:-1]) or {}).get(path[-1])
        if was != text or more:
            self.words.wrote(path, text, was)
            self.change({"op": "set", "path": path, "value": text, "was": was, **more})

    def remove(self, path: Path) -> None:
        entry = find_entry(self.view, path)
        if entry is not None:
            self.words.removed(path, entry)
            self.change({"op": "remove", "path": path, "was": copy.deepcopy(entry)})

    def message(self) -> dict[str, Any]:
        """The message on its way, the same until it is answered; or the next."""
        if self.sending is None:
            self.sending = {
                "device": self.device.name, "seq": self.device.seq + 1, "revision": self.device.revision,
                "changes": self.waiting,
            }  # fmt: skip
            self.waiting = []
        return self.sending

    def take(self, answer: dict[str, Any]) -> None:
        """What the server says, with the changes since then put on top."""
        assert self.sending is not None
        for change in self.sending["changes"]:
            self.base = apply_change(self.base, change).document
        if answer["document"] is not None:
            self.base = answer["document"]
        self.device.seq, self.device.revision = answer["seq"], answer["revision"]
        self.sending, self.conflicts = None, answer["conflicts"]
        self.view = self.base
        for change in self.waiting:
            self.view = apply_change(self.view, change).document
