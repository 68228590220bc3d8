"""The way of a theme, followable in both directions: heard, reported, replied to, in the chain, on the public page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.forums.models import HubTheme
from survey_app.forums.replies.editions import editions_of
from survey_app.forums.replies.models import ReportEdition, ThemeReply
from survey_app.forums.replies.publishing import is_published
from survey_app.forums.replies.sorting import pieces_of
from survey_app.forums.replies.standing import ThemeStanding
from survey_app.improvement.models import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far a theme has come; each stage is empty until it is reached."""

    heard: int
    editions: tuple[ReportEdition, ...]  # that hold the theme, the first one first
    reply: ThemeReply | None
    recommendation: Recommendation | None
    is_public: bool  # whether practitioners can read the reply


def way_of(session: Session, theme: HubTheme, standing: ThemeStanding) -> Way:
    """How far a theme has come."""
    cycle = theme.cycle
    held = [one for one in editions_of(session, cycle) if any(kept["id"] == theme.id for kept in one.content["themes"])]
    return Way(
        heard=sum(piece.heard.theme_id == theme.id for piece in pieces_of(session, cycle)),
        editions=tuple(reversed(held)), reply=standing.reply,
        recommendation=standing.chain.recommendation if standing.chain is not None else None,
        is_public=standing.reply is not None and is_published(session, cycle),
    )  # fmt: skip
