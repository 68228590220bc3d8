"""Fields for choices: one, several, all in an order, and a tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from survey_app.collect.fields import PART, AnswerField, clean_text
from survey_app.collect.saying import Option

LONGEST_NAME = 200
# Which face stands with a choice, by its name, where a list has the appearance "faces". Always beside words.
FACES = {
    "yes": "happy", "good": "happy", "happy": "happy", "sort_of": "unsure", "a_bit": "unsure", "partly": "unsure",
    "maybe": "unsure", "ok": "unsure", "unsure": "unsure", "no": "sad", "bad": "sad", "sad": "sad",
}  # fmt: skip
OK = "OK"  # XLSForm's answer to an acknowledge


class ChoiceAnswer(AnswerField):
    """One of a list, as its name. A name that the list lacks is kept for the checks to refuse."""

    def __init__(self, *args: Any, options: Sequence[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = tuple(options)

    def looks(self) -> tuple[Any, ...] | None:
        return self.options if all(option.is_still for option in self.options) else None

    def value(self) -> Any:
        return self.posted[""][:LONGEST_NAME]

    def is_chosen(self, name: str) -> bool:
        return name == self.posted[""]


class ChoicesAnswer(ChoiceAnswer):
    """Any number of a list, as names in the order of the list, whatever the order in which they are shown."""

    def __init__(self, *args: Any, in_order: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_order = tuple(in_order)

    def read(self, formdata: Any) -> list[str] | None:
        posted = {clean_text(str(value))[:LONGEST_NAME] for value in formdata.getlist(self.name)[:1000]} - {""}
        known = [name for name in self.in_order if name in posted]
        self.data = known + sorted(posted - set(known))
        return self.data or None

    def texts(self, data: Any) -> dict[str, str]:
        return {}

    def is_chosen(self, name: str) -> bool:
        return isinstance(self.data, list) and name in self.data


class RankAnswer(ChoiceAnswer):
    """All of a list in an order: a place for each choice, posted by its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = tuple(option.name for option in self.options)
        self.error_part = "0"

    def control_id(self, at: int) -> str:
        return f"{self.id}-{at}"

    @property
    def places(self) -> range:
        return range(1, len(self.options) + 1)

    def in_order(self) -> Iterator[tuple[int, Option]]:
        """The options with their place in the list, in the order that they have been given."""
        places = {name: int(text) if text.isdigit() else len(self.options) for name, text in self.posted.items()}
        yield from sorted(enumerate(self.options), key=lambda pair: places.get(pair[1].name, 0))

    def value(self) -> list[str]:
        places = {option.name: self.posted[option.name] for option in self.options}
        for at, option in enumerate(self.options):
            if not (places[option.name].isascii() and places[option.name].isdigit()):
                self.error_part = str(at)
                raise self.unreadable("must have a place for ‘%(choice)s’ too", choice=option.plain)
        numbers = [int(place[:6]) for place in places.values()]
        if sorted(numbers) != list(self.places):
            taken = next((at for at, number in enumerate(numbers) if numbers.index(number) < at), 0)
            self.error_part = str(taken)
            raise self.unreadable("must have a different place for each, from 1 to %(count)s", count=len(numbers))
        return [name for _, name in sorted(zip(numbers, places, strict=True))]

    def texts(self, data: Any) -> dict[str, str]:
        names = data if isinstance(data, list) else []
        return {str(name): str(at) for at, name in enumerate(names, 1)}

    def control(self, part: str) -> str:
        return f"{self.name}{PART}{part}"


class TickAnswer(AnswerField):
    """A box to tick: acknowledged or blank."""

    def value(self) -> str:
        return OK

    @property
    def ticked(self) -> bool:
        return bool(self.posted.get(""))
