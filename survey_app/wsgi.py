"""What a production web server starts: ``gunicorn -c python:survey_app.gunicorn_conf survey_app.wsgi:app``."""

from __future__ import annotations

from survey_app import create_app
from survey_app.start_checks import refuse_unsafe_start

app = create_app()
refuse_unsafe_start(app)
