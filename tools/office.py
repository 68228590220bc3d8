"""Finds LibreOffice and poppler, with which tests open workbooks, documents and slides and look at their pages.

``python -m tools.office`` installs Debian's packages where something lacks and that is possible. Where it is not, it
says what to do and fails: these tests are never left out in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools.chromium import can_install, install

NAMES = ("libreoffice", "soffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
VIEWERS = ("pdftoppm", "pdftotext", "pdfinfo")
# The fonts have the widths of Arial: with others a brief of two pages would have three.
PACKAGES = ("libreoffice-calc", "libreoffice-impress", "libreoffice-writer", "fonts-liberation2", "poppler-utils")


def find_office() -> str | None:
    """The path of the LibreOffice to use: WALKABOUT_LIBREOFFICE if set, else the first one found."""
    named = os.environ.get("WALKABOUT_LIBREOFFICE")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def lacking() -> list[str]:
    """What is not there."""
    found = {"LibreOffice": find_office(), **{viewer: shutil.which(viewer) for viewer in VIEWERS}}
    return [name for name, path in found.items() if path is None]


def main() -> int:
    if lacking() and can_install():
        print("Installing LibreOffice for the tests that look at documents …", file=sys.stderr)
        try:
            install(*PACKAGES)
        except subprocess.CalledProcessError as error:
            print(f"apt-get could not install LibreOffice (exit {error.returncode}).", file=sys.stderr)
    if missing := lacking():
        print(
            f"Tests look at documents with LibreOffice and poppler; not found: {', '.join(missing)}. Install them, or "
            "set WALKABOUT_LIBREOFFICE to the path of LibreOffice.",
            file=sys.stderr,
        )
        return 1
    print(find_office())
    return 0


if __name__ == "__main__":
    sys.exit(main())
