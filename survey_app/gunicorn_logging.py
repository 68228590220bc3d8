"""gunicorn's log without what could point to a respondent: no address, no query, nothing on answer routes."""

from __future__ import annotations

import re
import sys
from typing import Any

from gunicorn.glogging import Logger

from survey_app.config import ConfigError
from survey_app.errors import place_of

# where respondents are, and a link is a key
SILENT_PREFIXES = (
    "/a/", "/s/", "/help/", "/about/", "/sponsor/", "/r/", "/u/", "/code", "/place/", "/hub/", "/say/", "/wall/",
    "/feed/",
)  # fmt: skip
ANSWER_ADDRESS = re.compile(r"/(feed|say|wall|place|hub|a|s|help|about|sponsor|r|u|code)/\S*")
IP_ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}\b")

REFUSED = "Invalid request from ip="  # how gunicorn begins to quote a request that it cannot read


def is_silent(path: str) -> bool:
    """Whether requests to this path leave no line."""
    return path.startswith(SILENT_PREFIXES)


def scrub(value: Any) -> Any:
    """A log argument without answer addresses and network addresses; numbers stay as they are."""
    if isinstance(value, (int, float)) or value is None:
        return value
    text = ANSWER_ADDRESS.sub(lambda match: f"/{match[1]}/…", str(value).split("?")[0])
    return IP_ADDRESS.sub("…", text)


def _without_request(message: Any) -> str:
    """A message without the request that it quotes: what is no HTTP may still be an address with a key in it."""
    if str(message).startswith(REFUSED):
        error = sys.exc_info()[0]
        return f"A request was refused: {error.__name__}" if error else "A request was refused"
    return str(scrub(message))


class DiscreetLogger(Logger):
    """One short line a request, none on answer routes; error lines without addresses or tracebacks of requests.

    A line has the day alone: an error on an answer route must not say when somebody answered.
    """

    datefmt = "[%Y-%m-%d]"

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        path = environ.get("PATH_INFO", "")
        if is_silent(path) or path.startswith("/static/"):
            return
        method, status = environ.get("REQUEST_METHOD", "-"), str(resp.status).split(" ")[0]
        self.access_log.info("%s %s %s %.2fs", method, path, status, request_time.total_seconds())

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """gunicorn logs the address of a failed request here, with a traceback whose message may hold an answer."""
        error = sys.exc_info()[1]
        where = f" {type(error).__name__} at {place_of(error)}" if error else ""
        reason = f"\n{error}" if isinstance(error, ConfigError) else ""
        self.error_log.error(str(scrub(msg)) + "%s%s", *(scrub(arg) for arg in args), where, reason)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.error(_without_request(msg), *(scrub(arg) for arg in args))

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.error_log.warning(_without_request(msg), *(scrub(arg) for arg in args))

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """gunicorn logs each request's address at this level; never."""
