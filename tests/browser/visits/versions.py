"""A server that brings out a new version of the app for visits while the old one is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

BUILD = Path(__file__).parents[3] / "survey_app" / "static" / "build"
SHELL = "/walkabouts/notes/app"


class Versions:
    """The application, with the script of the app under another name once ``version`` is set.

    ``signs_out`` answers for the app's page as to somebody whose sign-in has run out, ``forbids`` as to somebody
    who may not open it any more.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.version = ""
        self.signs_out = False
        self.forbids = False
        self.script: str = json.loads((BUILD / "manifest.json").read_text(encoding="utf-8"))["visits.js"]

    @property
    def new_script(self) -> str:
        return f"visits-{self.version}.js"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.endswith(SHELL) and self.signs_out:
            start_response("302 Found", [("Location", "/sign-in")])
            return [b""]
        if path.endswith(SHELL) and self.forbids:
            start_response("403 Forbidden", [("Content-Type", "text/html")])
            return [b""]
        if self.version and path.endswith(f"/{self.new_script}"):
            start_response("200 OK", [("Content-Type", "text/javascript")])
            mark = f"\nglobalThis.appVersion = '{self.version}';\n"
            return [(BUILD / self.script).read_bytes(), mark.encode()]
        if self.version and (path.endswith(SHELL) or path == "/service-worker.js"):
            return self._renamed(environ, start_response)
        return self.application(environ, start_response)  # type: ignore[no-any-return]

    def _renamed(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # what is compressed could not be changed here
        answered: list[Any] = []
        body = b"".join(self.application(environ, lambda status, headers, *_: answered.extend((status, headers))))
        body = body.replace(self.script.encode(), self.new_script.encode())
        headers = [(name, value) for name, value in answered[1] if name.lower() != "content-length"]
        start_response(answered[0], [*headers, ("Content-Length", str(len(body)))])
        return [body]
