"""Pictures written anew: what a camera says of place, time and device stays behind."""

from __future__ import annotations

import io
import warnings

from PIL import ExifTags, Image

from survey_app.collect.file_kinds import FileKind

LARGEST_PICTURE = 50_000_000  # pixels; a telephone's best camera makes some 48 million in a picture of under 10 MB
LONGEST_SIDE = 4096
TOO_LARGE = "is too large a picture; take a smaller one"
# How the camera was held (EXIF, 0x0112) → what turns its picture upright; 1 is upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FORMATS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}


class PictureUnreadable(ValueError):
    """The bytes look like a picture and are none, or an unreasonably large one; the message says which."""


def rewrite(content: bytes, kind: FileKind, *, longest_side: int | None = None) -> bytes:
    """The same picture of the same kind, turned as its camera says, without any metadata.

    ``longest_side`` is XLSForm's ``max-pixels``. Of a moving GIF the first picture is kept.
    """
    limit = max(1, min(longest_side or LONGEST_SIDE, LONGEST_SIDE))
    form = _FORMATS[kind.ending]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which stays behind; the limit of pixels is ours
            with Image.open(io.BytesIO(content), formats=(form,)) as opened:
                if opened.width * opened.height > LARGEST_PICTURE:
                    raise PictureUnreadable(TOO_LARGE)
                picture = _upright(opened)
                picture.thumbnail((limit, limit))
                return _written(picture, form)
    except PictureUnreadable:
        raise
    except Image.DecompressionBombError as error:
        raise PictureUnreadable(TOO_LARGE) from error
    except Exception as error:  # damaged bytes make a reader of pictures fail in ways that nobody can list
        raise PictureUnreadable("is not a picture that can be read; try another one") from error


def _upright(opened: Image.Image) -> Image.Image:
    """The picture as it was seen. Of what the camera says this alone is read, and nothing of it is written again."""
    try:
        turn = _TURNS.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # what the camera says is damaged; the picture itself may be well
        turn = None
    return opened.transpose(turn) if turn is not None else opened


def _written(picture: Image.Image, form: str) -> bytes:
    """The pixels alone, in a new picture, so that nothing hangs on to them."""
    mode = "RGB" if form == "JPEG" else ("RGBA" if _is_see_through(picture) else "RGB")
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    plain.save(out, format=form, **({"quality": 85} if form in ("JPEG", "WEBP") else {}))
    return out.getvalue()


def _is_see_through(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
