"""Before words of a panel are kept: what in them could tell who the child, the family or a worker is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.coding.identifiers import find_identifiers
from survey_app.partnership.models import Agency
from survey_app.results.voices.wording import known_names


def doubtful_words(session: Session, partnership_id: int, texts: Iterable[str]) -> tuple[str, ...]:
    """What in some texts could identify somebody, each once, as it was written.

    The partnership's own people count wherever they stand; the names of its agencies do not, since a panel writes which
    agencies do not agree.
    """
    people = known_names(session, partnership_id).people
    agencies = _agency_words(session)
    found: dict[str, None] = {}
    for text in texts:
        for one in find_identifiers(text, people=people):
            words = text[one.start : one.end]
            if one.kind not in ("possible_name", "name", "place", "school") or words.casefold() not in agencies:
                found[words] = None
    return tuple(found)


def _agency_words(session: Session) -> frozenset[str]:
    """The names of agencies, and each of the words in them."""
    names = [name.casefold() for name in session.scalars(select(Agency.name))]
    return frozenset([*names, *(word for name in names for word in name.split())])
