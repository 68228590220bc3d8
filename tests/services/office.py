"""Pages of workbooks, documents and slides as LibreOffice prints them, each in a profile of its own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tools.office import find_office

DOTS_PER_INCH = 30


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed file: its words, and its pages as pictures."""

    text: str
    pages: tuple[Image.Image, ...]

    @property
    def blank(self) -> list[int]:
        """The numbers of the pages that hold nothing at all."""
        return [
            number for number, page in enumerate(self.pages, start=1) if len(set(page.convert("L").getextrema())) == 1
        ]


def print_file(file: Path, folder: Path) -> Printed:
    """Open a file in LibreOffice and print it."""
    office = find_office()
    assert office is not None, "run `make office`: this test looks at a document with LibreOffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run(office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(file))
    pdf = folder / f"{file.stem}.pdf"
    _run("pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(pdf), str(folder / "page"))
    pages = tuple(Image.open(page).convert("RGB") for page in sorted(folder.glob("page-*.png")))
    return Printed(text=_run("pdftotext", "-layout", str(pdf), "-"), pages=pages)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
