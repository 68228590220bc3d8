"""What is sent to the pages of case audits holds no control characters: PostgreSQL stores and compares none of them."""

from __future__ import annotations

from flask import abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from survey_app.forums.plain_form import without_control_characters


def refuse_control_characters() -> None:
    """Before each page: no record has such an address; from forms and questions they are taken out."""
    for value in (request.view_args or {}).values():
        if isinstance(value, str) and without_control_characters(value) != value:
            abort(404)
    for name in ("args", "form"):
        given: MultiDict[str, str] = getattr(request, name)
        if not given:
            continue
        plain = [(without_control_characters(key), without_control_characters(value)) for key, value in _pairs(given)]
        if plain != _pairs(given):
            request.__dict__[name] = ImmutableMultiDict(plain)


def _pairs(given: MultiDict[str, str]) -> list[tuple[str, str]]:
    return list(given.items(multi=True))
