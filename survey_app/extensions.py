"""Flask's extensions, made once and bound to the application in create_app."""

from __future__ import annotations

import logging

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from survey_app.database import db

login_manager = LoginManager()
csrf = CSRFProtect()
migrate = Migrate()
# No limit by default: a room of thirty people behind one address must all be able to answer.
limiter = Limiter(get_remote_address, default_limits=[])


def init_extensions(app: Flask) -> None:
    """Bind all of them to the application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(app.config["MIGRATIONS_DIR"]), compare_type=True, render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)  # it would log the address of whoever is slowed
    login_manager.login_view = "accounts.sign_in"
    login_manager.session_protection = None  # it would sign auditors out when their phone changes network
    login_manager.init_app(app)
