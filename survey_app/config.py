"""The settings: one table of environment variables, read once, with every problem reported together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from survey_app.mail_hours import read_mail_hours
from survey_app.mail_notify import split_key

WEAK_SECRETS = ("change", "secret", "password", "example", "walkabout", "development", "0123456789")
SHORTEST_SECRET = 32
TEMPLATES = {"WALKABOUT_DOCUMENT_TEMPLATE": (".docx", ".dotx"), "WALKABOUT_SLIDE_TEMPLATE": (".pptx", ".potx")}
PRIVATE = 0o077  # umask: what the program writes is for its own user alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable: its name, its default and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        name="WALKABOUT_ENV",
        default="development",
        meaning="`production` on a real server. `development` answers only to localhost, over plain http.",
    ),
    Setting(
        name="WALKABOUT_SECRET_KEY",
        default="",
        meaning="Signs sessions. In production at least 32 random characters; in development made on first use.",
    ),
    Setting(
        name="WALKABOUT_INSTANCE",
        default="instance",
        meaning="The directory for what this installation writes: the SQLite database, the job queue, batch keys.",
    ),
    Setting(
        name="WALKABOUT_DATABASE_URL",
        default="",
        meaning="`postgresql://user:password@host/name`, or empty for SQLite in the instance directory.",
    ),
    Setting(
        name="WALKABOUT_KEY_DIR",
        default="",
        meaning="Where batch keys of anonymous rounds live until they are destroyed; by default `batch-keys` in the "
        "instance directory. Never back it up.",
    ),
    Setting(
        name="WALKABOUT_CASE_KEY_DIR",
        default="",
        meaning="Where the sealed keys of case lists live until their day comes; by default `case-keys` in the "
        "instance directory. Keep it out of the database’s backups.",
    ),
    Setting(
        name="WALKABOUT_PUBLIC_URL",
        default="",
        meaning="The address that people use, such as `https://walkabout.example.org`. Links in e-mail begin with it; "
        "required in production, and https there.",
    ),
    Setting(
        name="WALKABOUT_HOSTS",
        default="",
        meaning="Further host names to answer to, separated by commas; the one in the public URL is always included.",
    ),
    Setting(
        name="WALKABOUT_PROXIES",
        default="0",
        meaning="How many proxies of your own stand in front (nginx: 1). Their X-Forwarded headers are then believed.",
    ),
    Setting(
        name="WALKABOUT_WORKERS",
        default="2",
        meaning="Web server processes. Rate limits kept in memory count in each process by itself.",
    ),
    Setting(name="WALKABOUT_THREADS", default="8", meaning="Threads in each web server process."),
    Setting(
        name="WALKABOUT_SESSION_HOURS",
        default="12",
        meaning="Hours after which a signed-in person who did nothing has to sign in again.",
    ),
    Setting(name="WALKABOUT_MAX_REQUEST_MB", default="16", meaning="The largest request accepted, in megabytes."),
    Setting(
        name="WALKABOUT_MAX_FILE_MB",
        default="10",
        meaning="The largest file that an answer may hold, such as a photograph, in megabytes.",
    ),
    Setting(
        name="WALKABOUT_MAX_FILES_MB",
        default="50",
        meaning="How large the files of one person's answers may be together, in megabytes.",
    ),
    Setting(
        name="WALKABOUT_LIMITER_URL",
        default="memory://",
        meaning="Where rate limits are counted: `memory://`, or `redis://host:6379` for several hosts.",
    ),
    Setting(
        name="WALKABOUT_QUEUE_URL",
        default="",
        meaning="The queue of background jobs: empty for SQLite in the instance directory, or `redis://…` or "
        "`postgresql://…` for several hosts.",
    ),
    Setting(
        name="WALKABOUT_MAIL_HOST",
        default="",
        meaning="The SMTP server. While it is empty, messages wait in the outbox and nothing is sent.",
    ),
    Setting(name="WALKABOUT_MAIL_PORT", default="587", meaning="The port of the SMTP server."),
    Setting(name="WALKABOUT_MAIL_TLS", default="starttls", meaning="`starttls`, `tls` (from the start) or `none`."),
    Setting(name="WALKABOUT_MAIL_USER", default="", meaning="The user name at the SMTP server, empty for none."),
    Setting(name="WALKABOUT_MAIL_PASSWORD", default="", meaning="The password at the SMTP server."),
    Setting(
        name="WALKABOUT_MAIL_FROM",
        default="Walkabout <walkabout@localhost>",
        meaning="The sender of all messages.",
    ),
    Setting(
        name="WALKABOUT_MAIL_HOURS",
        default="Mon-Fri 07:30-19:00",
        meaning="When invitations and reminders are sent, in the time of London: days and hours, or `always`. Other "
        "messages do not wait.",
    ),
    Setting(
        name="WALKABOUT_MAIL_BACKEND",
        default="smtp",
        meaning="`smtp`, or `notify` for GOV.UK Notify, which then takes the place of the SMTP server.",
    ),
    Setting(name="WALKABOUT_NOTIFY_KEY", default="", meaning="The API key of your service at GOV.UK Notify."),
    Setting(
        name="WALKABOUT_NOTIFY_TEMPLATE",
        default="",
        meaning="The id of your e-mail template there, whose subject is `((subject))` and whose message is `((body))`.",
    ),
    Setting(
        name="WALKABOUT_NOTIFY_URL",
        default="https://api.notifications.service.gov.uk",
        meaning="Where GOV.UK Notify is.",
    ),
    Setting(
        name="WALKABOUT_SHORT_URL",
        default="",
        meaning="A short address that leads to this site as well, such as `https://hub.example.org`: short links and "
        "QR codes begin with it. Empty for the public URL.",
    ),
    Setting(
        name="WALKABOUT_HUB_LAST_OFFER_HOURS",
        default="3",
        meaning="So many hours before a forum begins, the last free place is offered to the waiting list; later ones "
        "are for whoever comes to the door.",
    ),
    Setting(
        name="WALKABOUT_HUB_REMINDER_DAYS",
        default="7,1",
        meaning="So many days before a forum, those who have a place are reminded; each reminder goes out once.",
    ),
    Setting(
        name="WALKABOUT_PARENT_CONSENT",
        default="under_16",
        meaning="Whether a parent or carer has to agree before a focus group writes down what somebody under 16 says: "
        "`under_16` or `not_needed`.",
    ),
    Setting(
        name="WALKABOUT_DOCUMENT_TEMPLATE",
        default="",
        meaning="A .docx or .dotx file that gives Word documents your look; empty for ours. `walkabout template` "
        "writes one to begin with.",
    ),
    Setting(
        name="WALKABOUT_SLIDE_TEMPLATE",
        default="",
        meaning="A .pptx or .potx file that gives slides your look; empty for ours.",
    ),
)


class ConfigError(RuntimeError):
    """The settings cannot be used; ``problems`` lists a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("Walkabout cannot start with these settings:\n" + "\n".join(f"  - {p}" for p in problems))


def read_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Turn the environment into Flask's configuration; raise ConfigError with all problems at once."""
    values = {setting.name: environ.get(setting.name, "").strip() or setting.default for setting in SETTINGS}
    problems = _misspelt_names(environ)
    config: dict[str, Any] = dict(values)
    for name in (
        "PROXIES",
        "WORKERS",
        "THREADS",
        "SESSION_HOURS",
        "MAX_REQUEST_MB",
        "MAX_FILE_MB",
        "MAX_FILES_MB",
        "MAIL_PORT",
        "HUB_LAST_OFFER_HOURS",
    ):
        config[f"WALKABOUT_{name}"] = _whole_number(f"WALKABOUT_{name}", values, problems)
    problems += _wrong_choices(values)
    problems += _mail_problems(values)
    for name, endings in TEMPLATES.items():
        config[name] = _template(name, endings, values, problems)
    instance = Path(values["WALKABOUT_INSTANCE"]).absolute()
    config["WALKABOUT_INSTANCE"] = instance
    config["WALKABOUT_KEY_DIR"] = Path(values["WALKABOUT_KEY_DIR"] or instance / "batch-keys").absolute()
    config["WALKABOUT_CASE_KEY_DIR"] = Path(values["WALKABOUT_CASE_KEY_DIR"] or instance / "case-keys").absolute()
    config["PRODUCTION"] = values["WALKABOUT_ENV"] == "production"
    if not config["PRODUCTION"] and not values["WALKABOUT_PUBLIC_URL"]:
        config["WALKABOUT_PUBLIC_URL"] = f"http://127.0.0.1:{environ.get('PORT', '8000')}"
    if config["PRODUCTION"]:
        problems += _production_problems(values)
    if problems:
        raise ConfigError(problems)
    return config | _flask_settings(config)


def _misspelt_names(environ: Mapping[str, str]) -> list[str]:
    """A misspelt variable would silently do nothing, so it is a problem."""
    known = [setting.name.removeprefix("WALKABOUT_") for setting in SETTINGS]
    problems = []
    for name in sorted(environ):
        ours, short = name.startswith("WALKABOUT_"), name.removeprefix("WALKABOUT_")
        near = get_close_matches(short, known, n=1, cutoff=0.75) if ours and short not in known else []
        problems += [f"{name} is not a setting of Walkabout. Did you mean WALKABOUT_{meant}?" for meant in near]
    return problems


def _whole_number(name: str, values: Mapping[str, str], problems: list[str]) -> int:
    text = values[name]
    if text.isascii() and text.isdigit() and (int(text) > 0 or name == "WALKABOUT_PROXIES"):
        return int(text)
    problems.append(f"{name} is “{text}”. Give a whole number.")
    return 0


def _template(name: str, endings: tuple[str, ...], values: Mapping[str, str], problems: list[str]) -> Path | None:
    """The template file, or None for our own look."""
    if not values[name]:
        return None
    path = Path(values[name]).absolute()
    if path.suffix.lower() not in endings:
        problems.append(f"{name} is “{values[name]}”. Give a file that ends in {' or '.join(endings)}.")
    elif not path.is_file():
        problems.append(f"{name}: there is no file {path}.")
    return path


def _wrong_choices(values: Mapping[str, str]) -> list[str]:
    choices = {
        "WALKABOUT_ENV": ("development", "production"),
        "WALKABOUT_MAIL_TLS": ("starttls", "tls", "none"),
        "WALKABOUT_MAIL_BACKEND": ("smtp", "notify"),
        "WALKABOUT_PARENT_CONSENT": ("under_16", "not_needed"),
    }
    return [
        f"{name} is “{values[name]}”. Give one of: {', '.join(allowed)}."
        for name, allowed in choices.items()
        if values[name] not in allowed
    ]


def _mail_problems(values: Mapping[str, str]) -> list[str]:
    """What is wrong with the hours and days of mail, and with GOV.UK Notify where that is chosen."""
    problems = []
    days = [day.strip() for day in values["WALKABOUT_HUB_REMINDER_DAYS"].split(",")]
    if not all(day.isascii() and day.isdigit() and 1 <= int(day) <= 90 for day in days):
        problems.append(
            f"WALKABOUT_HUB_REMINDER_DAYS is “{values['WALKABOUT_HUB_REMINDER_DAYS']}”. Give days between 1 and 90, "
            "such as “7,1”."
        )
    try:
        read_mail_hours(values["WALKABOUT_MAIL_HOURS"])
    except ValueError as error:
        problems.append(f"WALKABOUT_MAIL_HOURS is “{values['WALKABOUT_MAIL_HOURS']}”. {error}")
    if values["WALKABOUT_MAIL_BACKEND"] == "notify":
        try:
            split_key(values["WALKABOUT_NOTIFY_KEY"])
        except ValueError as error:
            problems.append(f"WALKABOUT_NOTIFY_KEY cannot be used. {error}")
        if not values["WALKABOUT_NOTIFY_TEMPLATE"]:
            problems.append("WALKABOUT_NOTIFY_TEMPLATE is missing. Give the id of your template at GOV.UK Notify.")
    return problems


def _production_problems(values: Mapping[str, str]) -> list[str]:
    """What a real server may not do without."""
    problems = []
    secret = values["WALKABOUT_SECRET_KEY"]
    make_one = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if not secret:
        problems.append(f"WALKABOUT_SECRET_KEY is missing. {make_one}")
    elif is_weak_secret(secret):
        problems.append(f"WALKABOUT_SECRET_KEY is too weak: it must be long and random. {make_one}")
    address = urlsplit(values["WALKABOUT_PUBLIC_URL"])
    if address.scheme != "https" or not address.hostname:
        problems.append(
            "WALKABOUT_PUBLIC_URL must be the https address that people use, such as https://audit.example.org."
        )
    return problems


def is_weak_secret(secret: str) -> bool:
    """Whether a secret is short, repetitive, or made of the words that examples are made of."""
    lowered = secret.lower()
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or any(word in lowered for word in WEAK_SECRETS)


def _flask_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same, in the names that Flask and its extensions look for."""
    production = config["PRODUCTION"]
    uri = database_uri(config["WALKABOUT_DATABASE_URL"], config["WALKABOUT_INSTANCE"])
    return {
        "SECRET_KEY": config["WALKABOUT_SECRET_KEY"] or None,
        "SQLALCHEMY_DATABASE_URI": uri,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,  # errors must not carry people's answers to a log
            "pool_pre_ping": not uri.startswith("sqlite"),  # a server that was started again is found at once
        },
        "SESSION_COOKIE_NAME": "walkabout",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=config["WALKABOUT_SESSION_HOURS"]),
        "MAX_CONTENT_LENGTH": config["WALKABOUT_MAX_REQUEST_MB"] * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a walkabout's page may lie open for hours
        "WTF_CSRF_SSL_STRICT": False,  # checks the Referer, which our own policy tells browsers not to send
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": config["WALKABOUT_LIMITER_URL"],
        "TRUSTED_HOSTS": _trusted_hosts(config),
        "PREFERRED_URL_SCHEME": "https" if production else "http",
    }


def database_uri(url: str, instance: Path) -> str:
    """The SQLAlchemy address: SQLite in the instance directory, or PostgreSQL through psycopg 3."""
    if not url:
        return f"sqlite:///{instance / 'walkabout.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _trusted_hosts(config: Mapping[str, Any]) -> list[str]:
    """The host names answered to. A development server opened to the world by mistake answers nobody there."""
    hosts = [host.strip() for host in config["WALKABOUT_HOSTS"].split(",") if host.strip()]
    public = urlsplit(config["WALKABOUT_PUBLIC_URL"]).hostname
    short = urlsplit(config["WALKABOUT_SHORT_URL"]).hostname
    local = ["localhost", "127.0.0.1", "[::1]"]  # nginx and health checks on the same machine
    return hosts + [host for host in (public, short) if host] + local


def development_secret(instance: Path) -> str:
    """The secret of a development installation, made on this machine on first use."""
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
