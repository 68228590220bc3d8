"""``walkabout init``, ``migrate``, ``backup`` and ``restore``: the installation's data."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.commands.application import application, database_session
from survey_app.commands.prepared import is_prepared
from survey_app.commands.serving import SIGN_INS
from survey_app.config import read_settings

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--demo/--no-demo", default=None, help="Load the demonstration; by default in development only.")
def init(demo: bool | None) -> None:
    """Prepare this installation: directories, database, and in development the demonstration, once."""
    settings = read_settings(os.environ)
    if is_prepared(settings) and (demo is False or (settings["WALKABOUT_INSTANCE"] / SIGN_INS).exists()):
        return
    with application() as app:
        migrate_database(app)
        if demo or (demo is None and not app.config["PRODUCTION"]):
            _load_demo(app)


@click.command()
def migrate() -> None:
    """Bring the database to this version of the program."""
    with application() as app:
        migrate_database(app)
    click.echo("The database is up to date.")


def migrate_database(app: Flask) -> None:
    """Upgrade the schema and add shipped roles that are absent."""
    from flask_migrate import upgrade

    from survey_app.accounts.services import ensure_roles
    from survey_app.database import db
    from survey_app.start_checks import newest_revision, present_revision

    with app.app_context():
        if present_revision() != newest_revision(app):
            upgrade(directory=str(app.config["MIGRATIONS_DIR"]))
        ensure_roles(db.session())
        db.session.commit()


def _load_demo(app: Flask) -> None:
    """Load the demonstration once. Its passwords are kept only as hashes and, for the next start, in a private file."""
    from survey_app.accounts.services import renew_demo_passwords
    from survey_app.collect.keys import KeyStore
    from survey_app.collect.sealing import destroy_spent_keys
    from survey_app.database import db
    from survey_app.partnership.services import count_partnerships

    file, keys = app.config["WALKABOUT_INSTANCE"] / SIGN_INS, KeyStore(app.config["WALKABOUT_KEY_DIR"])
    with app.app_context():
        session = db.session()
        if not count_partnerships(session):
            from survey_app.demo.loader import load_demo

            click.echo("Loading the demonstration …")
            load_demo(session, keys, today=date.today())
        elif file.exists():
            return
        sign_ins = renew_demo_passwords(session)
        if not sign_ins:
            return
        _write_privately(file, _sign_in_table(sign_ins))
        session.commit()
        destroy_spent_keys(session, keys)
        session.commit()


def _sign_in_table(sign_ins: list[tuple[str, str, str]]) -> str:
    """The sign-ins as people read them: e-mail, password, roles."""
    width = max((len(email) for email, _, _ in sign_ins), default=0)
    lines = [f"  {email:<{width}}  {password}  {roles}" for email, password, roles in sign_ins]
    return "\n".join(["Demonstration sign-ins (e-mail, password, role):", *lines, ""])


def _write_privately(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE (a zip), for either kind of database. Batch keys are never in it."""
    from survey_app.backup import write_backup

    with database_session() as session:
        counts = write_backup(session, file)
    click.echo(f"Wrote {sum(counts.values())} rows of {len(counts)} tables to {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Empty the database first.")
def restore(file: Path, replace: bool) -> None:
    """Read a backup FILE into an empty, migrated database."""
    from survey_app.backup import read_backup

    with database_session() as session:
        counts = read_backup(session, file, replace=replace)
    click.echo(f"Restored {sum(counts.values())} rows of {len(counts)} tables.")


COMMANDS = (init, migrate, backup, restore)
