"""What a source of evidence offers: records, and within each what may be linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from survey_app.improvement.chain.evidence import NotLinkable, Standing

GONE = "This is not there for your partnership, or may not be linked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that may be linked: where it stands in its record, and what it says."""

    place: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""  # the heading it stands beneath
    label: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedRecord:
    """One record that something may be linked of."""

    record_id: str
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of record.

    ``records`` takes a session and a partnership's id, ``offers`` a record's id as well. ``offers`` raises NotLinkable
    where the record is not one of ``records``.
    """

    record_type: str
    kind: str  # of EVIDENCE_KINDS
    title: str
    hint: str
    records: Callable[[Session, int], Sequence[OfferedRecord]]
    offers: Callable[[Session, int, str], Sequence[Offer]]
    where: tuple[str, ...] = ()  # the fields of a place that say where it stands

    def resolve(self, session: Session, partnership_id: int, record_id: str, place: Mapping[str, Any]) -> Standing:
        """What the record says now at this place; ``seen`` in the place is the version that a person chose from."""
        wanted = {name: place.get(name) for name in self.where}
        for offer in self.offers(session, partnership_id, record_id):
            if {name: offer.place.get(name) for name in self.where} == wanted:
                if place.get("seen") not in (None, offer.standing.version):
                    raise NotLinkable(
                        "This was released anew after you opened the page. Choose again from the new one."
                    )
                return offer.standing
        raise NotLinkable(GONE)


def ended(words: str) -> str:
    """Words as a sentence: with a full stop, unless they end with a mark of their own."""
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."
