"""Installs Python packages into the environment that runs this file: with uv where it can be had, else with pip.

``python -m tools.packages --editable '.[test]'`` passes its arguments on; the exact versions come from
requirements.lock.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
UV = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]


def ensure_uv() -> bool:
    """Install uv, which is several times faster than pip; False where it cannot be had."""
    if importlib.util.find_spec("uv"):
        return True
    if subprocess.run([*PIP, "uv<1"]).returncode == 0:
        return True
    print("uv could not be installed; going on with pip, which takes longer.", file=sys.stderr)
    return False


def install(arguments: Sequence[str]) -> None:
    """Install what the arguments name, at the versions of requirements.lock; raises CalledProcessError."""
    command = UV if ensure_uv() else PIP
    subprocess.run([*command, "--constraint", str(LOCK), *arguments], check=True)


def main() -> int:
    try:
        install(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        print(
            f"The packages could not be installed (exit {error.returncode}); the lines above say why. "
            "The first installation needs a network connection.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
