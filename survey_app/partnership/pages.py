"""Pages that come with the product and that a partnership words for itself: privacy, accessibility, DPIA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.errors import UserError
from survey_app.partnership.models import EditablePage, Partnership

TEXTS = Path(__file__).parent / "pages"
TITLES = {
    "privacy": "Privacy notice",
    "accessibility": "Accessibility statement",
    "dpia": "Data protection impact assessment",
}
LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it is shown now: the partnership's own wording, or the product's until there is one."""

    slug: str
    title: str
    text: str
    own_wording: bool
    updated_at: datetime | None


@lru_cache
def _shipped_text(slug: str) -> str:
    return (TEXTS / f"{slug}.md").read_text(encoding="utf-8")


def find_page(session: Session, partnership: Partnership, slug: str) -> Page | None:
    """One page of a partnership; None for a page that does not exist."""
    if slug not in TITLES:
        return None
    own = _own_page(session, partnership.id, slug)
    text = own.body if own else _shipped_text(slug)
    return Page(
        slug=slug,
        title=TITLES[slug],
        text=_fill_in(text, partnership),
        own_wording=own is not None,
        updated_at=own.updated_at if own else None,
    )


def text_to_edit(session: Session, partnership: Partnership, slug: str) -> str:
    """The text of a page with its placeholders, as the editor shows it."""
    own = _own_page(session, partnership.id, slug)
    return own.body if own else _shipped_text(slug)


def pages_of(session: Session, partnership: Partnership) -> list[Page]:
    """All pages of a partnership, in the order of TITLES."""
    return [page for slug in TITLES if (page := find_page(session, partnership, slug)) is not None]


def save_page(session: Session, partnership: Partnership, slug: str, text: str, *, author_id: int) -> None:
    """Keep the partnership's wording of a page; an empty text goes back to the product's."""
    if slug not in TITLES:
        raise UserError("There is no such page.")
    if len(text) > LONGEST_TEXT:
        raise UserError(f"This text has {len(text):,} characters; a page takes {LONGEST_TEXT:,}. Shorten it.")
    own = _own_page(session, partnership.id, slug)
    if not text.strip():
        if own is not None:
            session.delete(own)
    elif own is None:
        session.add(EditablePage(partnership_id=partnership.id, slug=slug, body=text, updated_by_id=author_id))
    else:
        own.body, own.updated_at, own.updated_by_id = text, now(), author_id
    session.flush()


def _own_page(session: Session, partnership_id: int, slug: str) -> EditablePage | None:
    return session.scalar(
        select(EditablePage).where(EditablePage.partnership_id == partnership_id, EditablePage.slug == slug)
    )


def _fill_in(text: str, partnership: Partnership) -> str:
    contact = partnership.contact_email or "the partnership’s business unit"
    return text.replace("{partnership}", partnership.name).replace("{contact}", contact)
