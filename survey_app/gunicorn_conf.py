"""gunicorn's settings. Whatever stands on its command line wins over these."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from survey_app.config import PRIVATE, ConfigError, read_settings

os.umask(PRIVATE)

try:
    _settings = read_settings(os.environ)
except ConfigError as error:
    sys.exit(str(error))

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = _settings["WALKABOUT_WORKERS"]
threads = _settings["WALKABOUT_THREADS"]
timeout = 120  # a workbook of a large round takes a while
graceful_timeout = 10
preload_app = False  # the queue and the database must not be shared across a fork
logger_class = "survey_app.gunicorn_logging.DiscreetLogger"
accesslog = "-"
control_socket_disable = True  # its default path is shared by all of a user's servers


def on_starting(server: Any) -> None:
    """Refuse a production start that is not safe, once and with a plain sentence rather than in every worker."""
    if not _settings["PRODUCTION"]:
        return
    from survey_app import create_app
    from survey_app.start_checks import refuse_unsafe_start

    try:
        refuse_unsafe_start(create_app())
    except ConfigError as error:
        sys.exit(str(error))


def post_worker_init(worker: Any) -> None:
    """What a worker has loaded stays: Python need not look for garbage among it, which would hold up everybody."""
    gc.collect()
    gc.freeze()
