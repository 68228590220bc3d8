"""The product's own words in the languages it speaks: English, and Welsh on the pages that people answer.

A catalogue is a text file, ``translations/<language>/LC_MESSAGES/messages.po``, read as it is when first needed: what
is committed can be read by whoever translates it, and nothing has to be compiled.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import Babel, Domain, refresh

CATALOGUES = Path(__file__).parent / "translations"
ENGLISH = "en"


@cache
def spoken() -> frozenset[str]:
    """The codes of the languages that the product's own words are there in."""
    return frozenset({ENGLISH, *(path.name for path in CATALOGUES.iterdir() if (path / "LC_MESSAGES").is_dir())})


@cache
def catalogue(language: str) -> NullTranslations:
    """The words of a language."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if language not in spoken() or not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):
    """Looks words up in the text catalogues."""

    def get_translations(self) -> Any:
        return catalogue(page_language())


WORDS = Catalogues()


def init_translating(app: Flask) -> None:
    """Let pages speak the language that a view has chosen with :func:`speak`."""
    Babel(app, default_locale=ENGLISH, locale_selector=page_language)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["page_language"] = page_language
    app.jinja_env.globals["is_right_to_left"] = is_right_to_left


def speak(code: str) -> None:
    """Have the rest of this request use a language, if the product has words in it; English otherwise."""
    g.page_language = code if code in spoken() else ENGLISH
    refresh()


def page_language() -> str:
    """The language of the product's words on this page."""
    try:  # asked a hundred times a page: looking first whether there is one takes twice as long
        return str(g.page_language)
    except (AttributeError, RuntimeError):
        return ENGLISH


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left, by its code."""
    try:
        return bool(Locale.parse(code.replace("-", "_")).text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False


def gettext(text: str, **values: Any) -> str:
    """The product's words in the language of the page."""
    return str(WORDS.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The product's words for one thing or several; ``num`` is there as ``%(num)s``."""
    return str(WORDS.ngettext(one, many, num, **values))
