"""How answers are collected and shown: a Flask application, a folder to each feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None, *, pages: bool = True) -> Flask:
    """Build the application.

    Keys of ``config`` that begin with ``WALKABOUT_`` stand in for the environment; all others go to Flask as they are.
    ``pages=False`` leaves the web pages out, for commands and the worker.
    """
    # Here and not above: `walkabout serve` and `--help` import this package and shall not wait for all of it.
    from survey_app.factory import build

    return build(config, pages=pages)
