"""Pydantic's complaints about an instrument, in words for its author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from instruments.errors import Finding, Place
from instruments.languages import written_place
from instruments.model import CHOICE_NAME, NOT_BLANK, Choice, Instrument, Question, Scale, Settings, Translation

_NAME_RULE = "begin with a letter or '_', then letters, digits, '.', '_' or '-', at most 120 in all"
_CHOICE_RULE = "no spaces, at most 200 characters"
_EITHER = ("required", "read_only")
_FORM_ID_RULE = "small letters, digits and hyphens, at most 64 in all"


def findings_of(error: ValidationError, written: Mapping[Place, str]) -> list[Finding]:
    """A finding for each complaint; ``written`` is how the file spells what was not read as text."""
    complaints = error.errors(include_url=False, include_context=True)
    # A list whose every entry is at fault is not short of entries as well.
    within = {details["loc"][:length] for details in complaints for length in range(len(details["loc"]))}
    kept = [details for details in complaints if details["type"] != "too_short" or details["loc"] not in within]
    return list(dict.fromkeys(_finding(details, written) for details in kept))


def _finding(details: ErrorDetails, written: Mapping[Place, str]) -> Finding:
    place: Place = tuple(part for part in details["loc"] if part != "[key]")
    say = _SENTENCES.get(details["type"])
    either = next((at for at, part in enumerate(place) if part in _EITHER and at < len(place) - 1), None)
    if either is not None:  # pydantic names the kind that it tried after the key
        place, say = place[: either + 1], _not_condition
    key = (written_place(place) or ("",))[-1]
    shown = f"entry {key + 1}" if isinstance(key, int) else f"'{key}'"
    message = say(shown, details, place, written.get(place)) if say else f"{shown} is not right: {details['msg']}"
    return Finding(place, None, message)


def _found(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}…'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a set of keys"
    return "nothing" if value is None else str(value)


def _missing(shown: str, _: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} is missing; add it"


def _unknown_key(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    what, model = _model_at(place[:-1])
    known = list(model.model_fields)
    near = get_close_matches(str(place[-1]), known, n=1, cutoff=0.7)
    message = f"{shown} is not a key of {what}; "
    message += f"did you mean '{near[0]}'?" if near else f"its keys are: {', '.join(known)}"
    if details["input"] is None:
        message += " (if it belongs to the text before it, put that whole text in quotes)"
    return message


def _model_at(place: Place) -> tuple[str, type[BaseModel]]:
    if "translations" in place:
        return "a text in another language", Translation
    if place[:1] == ("settings",):
        return "the settings", Settings
    if place[:1] == ("choices",):
        return "a choice", Choice
    if place[:1] == ("scales",):
        return "a scale", Scale
    return ("a question", Question) if place else ("an instrument", Instrument)


def _not_text(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    value = details["input"]
    if isinstance(value, (bool, int, float)):
        said = written or _found(value)
        return f'{shown} must be text, and YAML reads {said} as something else; put it in quotes: "{said}"'
    return f"{shown} must be text, not {_found(value)}"


def _not_truth(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} must be true or false, without quotes, not {_found(details['input'])}"


def _not_condition(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    if details["type"] in ("string_too_short", "string_too_long", "string_pattern_mismatch"):
        return f"{shown} is blank or too long; write true, false or a condition"
    return f"{shown} must be true, false or a condition, not {_found(details['input'])}"


def _not_number(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} must be a whole number, not {_found(details['input'])}"


def _bad_name(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    pattern = details.get("ctx", {}).get("pattern")
    if pattern == NOT_BLANK:
        return f"{shown} is blank; fill it in or remove it"
    rule = _FORM_ID_RULE if place == ("settings", "form_id") else _NAME_RULE
    rule = _CHOICE_RULE if pattern == CHOICE_NAME else rule
    return f"{_found(details['input'])} cannot be used as a name; {rule}"


def _too_short(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} is empty; fill it in or remove it"


def _too_long(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    most = details.get("ctx", {}).get("max_length")
    return f"{shown} is longer than the {most:,} characters it may have; shorten it"


def _not_one_of(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    expected = str(details.get("ctx", {}).get("expected", "")).replace("'", "")
    return f"{shown} must be one of {expected}, not {_found(details['input'])}"


def _not_list(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} must be a list, each entry on a line that begins with '- ', not {_found(details['input'])}"


def _not_keys(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} must be a set of keys with their values ('key: value'), not {_found(details['input'])}"


def _too_small(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return f"{shown} must be at least {details.get('ctx', {}).get('ge')}, not {_found(details['input'])}"


def _own_words(shown: str, details: ErrorDetails, place: Place, written: str | None) -> str:
    return str(details.get("ctx", {}).get("error", details["msg"]))


_SENTENCES: Mapping[str, Callable[[str, ErrorDetails, Place, str | None], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "string_type": _not_text,
    "bool_type": _not_truth,
    "int_type": _not_number,
    "int_from_float": _not_number,
    "string_pattern_mismatch": _bad_name,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "literal_error": _not_one_of,
    "tuple_type": _not_list,
    "dict_type": _not_keys,
    "model_type": _not_keys,
    "greater_than_equal": _too_small,
    "value_error": _own_words,
}
