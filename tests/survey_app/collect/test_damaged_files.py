"""A damaged or hostile file is refused in a sentence, and a good picture with damaged metadata is taken."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

import pytest
from PIL import Image, ImageOps

from survey_app.collect.file_kinds import JPEG, file_kind
from survey_app.collect.pictures import rewrite
from survey_app.collect.uploads import MEGABYTE, UploadRefused, accept

ODT = "application/vnd.oasis.opendocument.text"


def picture(form: str = "JPEG", **exif: object) -> bytes:
    """A small picture whose corners differ, with this metadata: "t274" is how the camera was held."""
    made = Image.new("RGB", (12, 8), "white")
    for at, colour in (((0, 0), "red"), ((11, 0), "green"), ((0, 7), "blue")):
        made.paste(colour, (at[0], at[1], at[0] + 1, at[1] + 1))
    made = made.resize((48, 32), Image.Resampling.NEAREST)
    notes = Image.Exif()
    for tag, value in exif.items():
        notes[int(tag[1:])] = value
    out = io.BytesIO()
    made.save(out, form, exif=notes.tobytes())
    return out.getvalue()


def zipped(*members: tuple[str, str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def cut_up(content: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them others, missing, or very large numbers."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        at, way = chance.randrange(len(found)), chance.random()
        if way < 0.6:
            found[at] = chance.randrange(256)
        elif way < 0.75:
            found[at : at + 3] = b"" if len(found) > 8 else found[at : at + 3]
        elif way < 0.95:
            found[at % 200 : at % 200 + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
        else:
            found = found[: max(at, 8)]
    return bytes(found)


def mutants() -> Iterator[bytes]:
    chance = random.Random(6)
    seeds = [
        picture(t274=6, t296=2, t271="Constructed Camera"), picture("PNG", t274=3), picture("WEBP"),
        *(zipped(("mimetype", ODT), packing=packing)
          for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2)),
    ]  # fmt: skip
    for _ in range(300):
        yield cut_up(chance.choice(seeds), chance)


def test_damaged_files_are_taken_or_refused_and_nothing_else() -> None:
    outcomes = set()
    for content in mutants():
        try:
            accept("file", "found.jpg", content, {}, limit=MEGABYTE)
            outcomes.add("taken")
        except UploadRefused:
            outcomes.add("refused")
    assert outcomes == {"taken", "refused"}


def test_an_office_file_whose_packing_is_damaged_is_refused_in_a_sentence() -> None:
    content = bytearray(zipped(("mimetype", ODT * 2)))
    start = content.index(b"mimetype") + len("mimetype")
    content[start : start + 6] = b"\xff" * 6
    with pytest.raises(UploadRefused, match="must be a PDF"):
        accept("file", "plan.odt", bytes(content), {}, limit=MEGABYTE)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_has_no_limit_when_unpacked_is_not_unpacked(packing: int) -> None:
    assert file_kind(zipped(("mimetype", ODT), packing=packing)) is None
    assert file_kind(zipped(("mimetype", ODT), packing=zipfile.ZIP_STORED)).ending == "odt"  # type: ignore[union-attr]


def test_a_good_picture_whose_camera_s_notes_are_damaged_is_taken() -> None:
    good = picture(t274=6, t296=2, t271="Constructed Camera")
    start, unit = good.index(b"Exif\0\0") + 6, good.index(b"\x01\x28")
    damaged = {
        "a number as text": good[: unit + 3] + b"\x02" + good[unit + 4 :],
        "places far outside": good[: start + 12] + b"\xff" * 40 + good[start + 52 :],
        "no table": good[:start] + b"\0" * 40 + good[start + 40 :],
    }
    for what, content in damaged.items():
        assert content != good, what
        with Image.open(io.BytesIO(accept("image", "site.jpg", content, {}, limit=MEGABYTE).content)) as taken:
            assert sorted(taken.size) == [32, 48], what
            assert not taken.getexif(), what


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(turn: int) -> None:
    content = picture(t274=turn)
    with Image.open(io.BytesIO(content)) as held, Image.open(io.BytesIO(rewrite(content, JPEG))) as kept:
        upright = ImageOps.exif_transpose(held)
        assert kept.size == upright.size
        for at in ((2, 2), (kept.width - 3, 2), (2, kept.height - 3)):
            assert all(abs(a - b) < 40 for a, b in zip(kept.getpixel(at), upright.getpixel(at), strict=True))
