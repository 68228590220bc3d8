"""The blueprint of the dashboard."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("dashboard", __name__, url_prefix="/p/<partnership>/dashboard")
