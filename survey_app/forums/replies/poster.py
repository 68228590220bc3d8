"""The poster of "you said, we did" as a Word file and as a PDF: what the public page says, shortened to one sheet."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from exports.documents.poster_plan import COULD_NOT, PosterTheme, SaidPoster
from exports.documents.said_poster import write_said_poster
from exports.pdf.said_poster import write_said_poster as write_said_poster_pdf
from survey_app.collect.display import LOCAL_TIME
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.publishing import SaidAndDone, YouSaid
from survey_app.rounds.ways.links import qr_png


def poster_of(cycle: HubCycle, said: YouSaid, address: str, at: datetime) -> SaidPoster:
    """What the sheet says. ``address`` is the whole address of the public page."""
    return SaidPoster(
        theme=cycle.theme, partnership=cycle.partnership.name, boards=cycle.partnership.boards,
        noticed=said.noticed.sentence if said.noticed else "", themes=tuple(map(_theme, said.answered)),
        waiting=len(said.waiting), address=address.removeprefix("https://").removeprefix("http://"),
        code=qr_png(address), produced_at=at.astimezone(LOCAL_TIME),
    )  # fmt: skip


def _theme(one: SaidAndDone) -> PosterTheme:
    if one.decision == "not_accepted":
        says = " ".join(part for part in (_sentence(one.because), one.message) if part)
        return PosterTheme(title=one.title, begins=COULD_NOT, says=says)
    return PosterTheme(title=one.title, begins=one.heading, says=one.message)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def poster_bytes(poster: SaidPoster, *, template: str | Path | None = None) -> BytesIO:
    """The sheet as a Word file."""
    out = BytesIO()
    write_said_poster(poster, out, template=Path(template) if template else None)
    out.seek(0)
    return out


def poster_pdf_bytes(poster: SaidPoster) -> BytesIO:
    """The sheet as a PDF."""
    out = BytesIO()
    write_said_poster_pdf(poster, out)
    out.seek(0)
    return out
