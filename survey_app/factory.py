"""Builds the application, step by step."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from survey_app.accounts.permissions import init_permissions
from survey_app.accounts.sessions import init_sessions
from survey_app.application import Walkabout
from survey_app.assets import init_assets
from survey_app.config import development_secret, read_settings
from survey_app.errors import init_errors
from survey_app.extensions import init_extensions
from survey_app.flooding import init_flooding
from survey_app.jobs import init_jobs
from survey_app.navigation import init_navigation
from survey_app.results.hidden_rounds import init_hidden_rounds
from survey_app.schema import metadata
from survey_app.security import init_security
from survey_app.sqlite import prepare_sqlite
from survey_app.translating import init_translating

FEATURES = (
    "accounts", "partnership", "designer", "rounds", "collect", "walkabouts", "case_audits", "forums", "results", "api",
    "improvement", "programme",
)  # fmt: skip


def build(config: Mapping[str, Any] | None, *, pages: bool) -> Flask:
    """The application; without pages for commands and the worker, which start faster so."""
    app = Walkabout("survey_app")
    configure(app, config or {})
    init_extensions(app)
    prepare_sqlite(app)
    init_jobs()
    if pages:
        init_sessions(app)
        init_flooding(app)
        init_permissions(app)
        init_hidden_rounds(app)
        init_errors(app)
        init_security(app)
        init_assets(app)
        init_navigation(app)
        init_translating(app)
        register_features(app)
    app.extensions["metadata"] = metadata  # naming it here keeps every model module imported
    return app


def configure(app: Flask, given: Mapping[str, Any]) -> None:
    """Read the settings, then what the caller gives, and make the instance directory."""
    given = dict(given)
    environ = {**os.environ, **{key: str(given.pop(key)) for key in list(given) if key.startswith("WALKABOUT_")}}
    app.config.from_mapping(read_settings(environ), MIGRATIONS_DIR=Path(__file__).parent / "migrations")
    app.config.update(given)
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = development_secret(app.config["WALKABOUT_INSTANCE"])
    Path(app.config["WALKABOUT_INSTANCE"]).mkdir(mode=0o700, parents=True, exist_ok=True)


def register_features(app: Flask) -> None:
    """Register each feature's blueprints, named ``blueprint`` or ``blueprints`` in its ``views``."""
    # All are imported before any is registered: a feature may add pages to another's blueprint.
    for views in [import_module(f"survey_app.{feature}.views") for feature in FEATURES]:
        for blueprint in views.blueprints if hasattr(views, "blueprints") else (views.blueprint,):
            app.register_blueprint(blueprint)
