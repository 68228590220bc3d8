"""Who is signed in: the session names the account and its stamp, which changes with the password."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from flask import Flask, session
from flask_login import login_user, logout_user

from survey_app.accounts.models import User
from survey_app.database import db
from survey_app.extensions import login_manager


def init_sessions(app: Flask) -> None:
    login_manager.user_loader(load_user)


def load_user(session_id: str) -> User | None:
    """The active user of a session, unless the password changed or everything was signed out since."""
    user_id, _, stamp = session_id.partition(":")
    user = db.session.get(User, int(user_id)) if user_id.isdigit() else None
    if user is None or not user.active or not hmac.compare_digest(user.session_stamp, stamp):
        return None
    return user


def start_session(user: User) -> None:
    """Sign in with a fresh session, so that nothing set before signing in carries over."""
    session.clear()
    session.permanent = True
    login_user(user)


def end_session() -> None:
    logout_user()
    session.clear()


def safe_next(target: str | None) -> str | None:
    """The address to go to after signing in, only if it is one of this site: a plain path."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 33 or character == "\\" for character in target):
        return None  # browsers drop tabs and line ends and read a backslash as a slash
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
