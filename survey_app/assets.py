"""Styles and scripts: their built names, and serving them without Flask."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

HASHED_NAME = re.compile(r"-[0-9a-f]{8,}\.(css|js)$")


def asset_url(name: str) -> str:
    """The address of a built file such as ``main.js``; its name carries a hash, so it may be kept for ever."""
    built: Manifest = current_app.extensions["asset_manifest"]
    return url_for("static", filename=f"build/{built.real_name(name)}")


class Manifest:
    """The built names. In development the file is read anew when it has changed, so that no restart is needed."""

    def __init__(self, file: Path, *, may_change: bool) -> None:
        self._file, self._may_change = file, may_change
        self._names: dict[str, str] = {}
        self._read_at = 0
        self._read()

    def _read(self) -> None:
        if self._file.exists() and self._file.stat().st_mtime_ns != self._read_at:
            self._read_at = self._file.stat().st_mtime_ns
            self._names = json.loads(self._file.read_text(encoding="utf-8"))

    def real_name(self, name: str) -> str:
        if self._may_change:
            self._read()
        return self._names.get(name, name)


def init_assets(app: Flask) -> None:
    """Read the manifest and let WhiteNoise serve the directory."""
    assert app.static_folder is not None
    static, production = Path(app.static_folder), app.config["PRODUCTION"]
    file = static / "build" / "manifest.json"
    if not file.exists():
        app.logger.warning("the browser files are not built, so pages have no style: run `npm run build`")
    app.extensions["asset_manifest"] = Manifest(file, may_change=not production)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=static,
        prefix="/static/",
        max_age=3600,
        autorefresh=not production,
        immutable_file_test=lambda path, url: bool(HASHED_NAME.search(url)),
        add_headers_function=_add_headers,
    )
    app.add_template_global(asset_url)


def _add_headers(headers: dict[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
