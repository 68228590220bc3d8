"""Finds Chrome or Chromium for the browser tests, and installs Debian's package where that is possible.

``python -m tools.chromium`` prints its path. Where there is none and none can be installed, it says what to do and
fails: the browser tests are never left out in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium() -> str | None:
    """The path of the Chrome or Chromium to use: WALKABOUT_CHROMIUM if set, else the first one found."""
    named = os.environ.get("WALKABOUT_CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in found if path), None)


def can_install() -> bool:
    """Whether this is root on Debian or one of its kin."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None and os.geteuid() == 0


def install(*packages: str) -> None:
    """Install packages of Debian's; raises CalledProcessError where apt-get fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        # apt's own account goes to stderr: stdout carries nothing but the path.
        subprocess.run(
            ["apt-get", *arguments], check=True, env=environment, stdout=sys.stderr, stdin=subprocess.DEVNULL
        )


def main() -> int:
    named = os.environ.get("WALKABOUT_CHROMIUM")
    path = find_chromium()
    if path is None and named:
        print(f"WALKABOUT_CHROMIUM names {named!r}, which is not a program; correct or unset it.", file=sys.stderr)
        return 1
    if path is None and can_install():
        print("Installing Chromium for the browser tests …", file=sys.stderr)
        try:
            install("chromium")
        except subprocess.CalledProcessError as error:
            print(f"apt-get could not install Chromium (exit {error.returncode}).", file=sys.stderr)
        path = find_chromium()
    if path is None:
        print(
            "The browser tests need Chrome or Chromium: install one, or set WALKABOUT_CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
