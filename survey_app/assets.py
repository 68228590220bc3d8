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
    manifest: dict[str, str] = current_app.extensions["asset_manifest"]
    return url_for("static", filename=f"build/{manifest.get(name, name)}")


def init_assets(app: Flask) -> None:
    """Read the manifest once and let WhiteNoise serve the directory."""
    assert app.static_folder is not None
    static = Path(app.static_folder)
    manifest = static / "build" / "manifest.json"
    if manifest.exists():
        app.extensions["asset_manifest"] = json.loads(manifest.read_text(encoding="utf-8"))
    else:
        app.extensions["asset_manifest"] = {}
        app.logger.warning("the browser files are not built, so pages have no style: run `npm run build`")
    if static.exists():
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            root=static,
            prefix="/static/",
            max_age=3600,
            immutable_file_test=lambda path, url: bool(HASHED_NAME.search(url)),
            add_headers_function=_add_headers,
        )
    app.add_template_global(asset_url)


def _add_headers(headers: dict[str, str], path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
