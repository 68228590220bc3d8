"""Whether a picture tells where it was taken is seen in each kind that a camera or a gallery gives."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.instruments.javascript import find_node

PLACE = {1: "N", 2: (50.0, 43.0, 0.0), 3: "W", 4: (3.0, 31.0, 0.0)}


def marks(*files: Path) -> list[list[bool]]:
    """For each file: whether it has a place, whether it is HEIC."""
    command = [find_node(), str(Path(__file__).with_name("run_photo_marks.mjs")), *map(str, files)]
    found: list[list[bool]] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def picture(path: Path, gps: dict[int, object] | None) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Constructed camera"
    if gps is not None:
        exif[0x8825] = gps
    Image.new("RGB", (40, 30), "white").save(path, exif=exif)
    return path


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_place_is_seen_and_its_absence_too(tmp_path: Path, ending: str) -> None:
    with_place = picture(tmp_path / f"with.{ending}", PLACE)
    without = picture(tmp_path / f"without.{ending}", None)
    block_without_place = picture(tmp_path / f"block.{ending}", {29: "2026:11:29"})
    assert marks(with_place, without, block_without_place) == [[True, False], [False, False], [False, False]]


def test_a_place_in_xmp_is_seen_and_damaged_files_do_no_harm(tmp_path: Path) -> None:
    plain = picture(tmp_path / "plain.jpg", PLACE).read_bytes()
    contents = {
        "xmp.jpg": b"\xff\xd8\xff\xe1\x00\x40http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude='50,43N'/>",
        "cut.jpg": plain[:60], "empty.jpg": b"", "two.jpg": b"\xff\xd8", "chunk.png": b"\x89PNG\r\n\x1a\n\xff\xff\xff",
        "riff.webp": b"RIFF\x00\x00\x00\x00WEBPEXIF\xff\xff\xff\xff", "x.heic": b"\x00\x00\x00\x18ftypheic" + bytes(9),
    }  # fmt: skip
    files = []
    for name, content in contents.items():
        files.append(tmp_path / name)
        files[-1].write_bytes(content)
    found = dict(zip(contents, marks(*files), strict=True))
    assert found["xmp.jpg"] == [True, False]
    assert found["x.heic"] == [False, True]
    assert all(found[name][1] is False for name in ("cut.jpg", "empty.jpg", "two.jpg", "chunk.png", "riff.webp"))
