"""The boards that stand behind a partnership, and their logo, on every page that people without an account see."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image
from sqlalchemy.orm import Session

from survey_app.collect.file_kinds import JPEG, PNG, file_kind
from survey_app.collect.pictures import PictureUnreadable, rewrite
from survey_app.errors import UserError
from survey_app.partnership.models import BoardsLogo, Partnership

LARGEST_UPLOAD = 5 * 1024 * 1024
LARGEST_LOGO = 200 * 1024
SIDES = (900, 600, 400, 250)  # pixels of the longest side; the first at which the picture is small enough


class LogoRefused(UserError):
    """A picture cannot be the logo; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """What stands on top of a page: the boards' names, their logo, or both."""

    names: str
    logo: BoardsLogo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that we have written anew."""

    content: bytes
    media_type: str
    width: int
    height: int


def boards_of(partnership: Partnership) -> Boards | None:
    """The boards of a partnership; None where it has named none, since its own name stands on each page anyway."""
    logo, names = partnership.logo, partnership.boards.strip()
    return Boards(names=names, logo=logo) if names or logo is not None else None


def set_logo(session: Session, partnership: Partnership, content: bytes, alt_text: str) -> BoardsLogo:
    """Keep a picture as the logo, in place of the one before.

    Raises
    ------
    LogoRefused
        It is no PNG or JPEG that can be read, or far too large.
    """
    picture = _small_picture(content)
    logo = session.get(BoardsLogo, partnership.id, with_for_update=True) or BoardsLogo(partnership_id=partnership.id)
    logo.alt_text, logo.media_type, logo.content = alt_text.strip(), picture.media_type, picture.content
    logo.width, logo.height = picture.width, picture.height
    logo.mark = hashlib.sha256(picture.content).hexdigest()[:16]
    session.add(logo)
    session.flush()
    session.expire(partnership, ["logo"])
    return logo


def change_alt_text(session: Session, partnership: Partnership, alt_text: str) -> None:
    """Say otherwise what the logo shows."""
    logo = session.get(BoardsLogo, partnership.id)
    if logo is None:
        raise LogoRefused("There is no logo yet. Choose a picture.")
    logo.alt_text = alt_text.strip()
    session.flush()


def drop_logo(session: Session, partnership: Partnership) -> None:
    """Show no logo any more."""
    logo = session.get(BoardsLogo, partnership.id)
    if logo is not None:
        session.delete(logo)
        session.flush()
        session.expire(partnership, ["logo"])


def _small_picture(content: bytes) -> Picture:
    """The picture written anew, without anything but its pixels, as large as it may be."""
    if not content:
        raise LogoRefused("The file is empty. Choose another one.")
    if len(content) > LARGEST_UPLOAD:
        raise LogoRefused("The picture is larger than 5 MB. Choose a smaller one.")
    kind = file_kind(content)
    if kind not in (PNG, JPEG):
        raise LogoRefused("The logo must be a PNG or JPEG picture. Ask for one, or save it as PNG.")
    try:
        written = [rewrite(content, kind, longest_side=side) for side in SIDES[:1]]
        for side in SIDES[1:]:
            if len(written[-1]) <= LARGEST_LOGO:
                break
            written.append(rewrite(content, kind, longest_side=side))
    except PictureUnreadable as error:
        raise LogoRefused(f"The file {error}.") from error
    if len(written[-1]) > LARGEST_LOGO:
        raise LogoRefused("The picture stays larger than 200 KB however small it is made. Use a plainer one.")
    with Image.open(io.BytesIO(written[-1])) as picture:
        return Picture(content=written[-1], media_type=kind.media_type, width=picture.width, height=picture.height)
