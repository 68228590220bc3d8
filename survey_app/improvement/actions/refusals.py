"""What cannot be done with an action or a re-test, in words that say what to do instead."""

from __future__ import annotations

from analysis.coding.identifiers import find_identifiers
from analysis.themes.quotes import NEVER
from survey_app.errors import UserError

LONGEST = 4_000


class ActionRefused(UserError):
    """Something cannot be done so; ``field`` names what to change where it is a field of a form."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotYours(ActionRefused):
    """Somebody else has to do this."""

    status = 403
    title = "Somebody else has to do this"


def checked(text: str, what: str, *, field: str = "", missing: str = "", longest: int = LONGEST) -> str:
    """A text as it is kept: without blank ends, not too long, and without what belongs to one person.

    Parameters
    ----------
    what
        What the text is, as a sentence begins: "The success measure".
    missing
        The sentence for an empty text; where it is empty itself, the text may be.

    Raises
    ------
    ActionRefused
        Where it is empty and may not be, too long, or holds a number, an address or a date of birth.
    """
    said = text.strip()
    if not said and missing:
        raise ActionRefused(missing, field)
    if len(said) > longest:
        raise ActionRefused(f"{what} is longer than {longest:,} characters. Shorten it.", field)
    found = [one.text for one in find_identifiers(said) if one.kind in NEVER]
    if found:
        raise ActionRefused(f"{what}: take “{found[0]}” out. It belongs to one person, and is never kept here.", field)
    return said
