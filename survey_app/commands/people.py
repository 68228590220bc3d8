"""``walkabout partnership …`` and ``walkabout user …``: the first people of an installation, and lost passwords."""

from __future__ import annotations

import click

from survey_app.commands.application import database_session


@click.group()
def partnership() -> None:
    """Partnerships of this installation."""


@partnership.command("create")
@click.argument("slug")
@click.argument("name")
def create_partnership(slug: str, name: str) -> None:
    """Add a partnership: SLUG stands in its addresses, NAME on its pages."""
    from survey_app.partnership.founding import create_partnership as create

    with database_session() as session:
        create(session, slug=slug, name=name)
    click.echo(f"Added “{name}”. Next: walkabout user create EMAIL NAME --partnership {slug} --role administrator")


@click.group()
def user() -> None:
    """Accounts of this installation."""


@user.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--partnership", "slug", required=True, help="The partnership's short name, as in its addresses.")
@click.option("--role", "roles", multiple=True, required=True, help="A role, such as administrator; may be repeated.")
def create_user(email: str, name: str, slug: str, roles: tuple[str, ...]) -> None:
    """Add an account with a random first password, printed once."""
    from survey_app.accounts.passwords import random_password
    from survey_app.accounts.services import create_user as create
    from survey_app.accounts.services import ensure_roles, grant_roles
    from survey_app.partnership.services import find_partnership

    password = random_password()
    with database_session() as session:
        tenant = find_partnership(session, slug)
        ensure_roles(session)
        account = create(session, email=email, name=name, password=password)
        grant_roles(session, account, partnership_id=tenant.id, role_keys=roles)
    click.echo(f"Added {email}. First password: {password}")


@user.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Give an account a new random password, printed once; all its sessions end."""
    from survey_app.accounts.passwords import random_password
    from survey_app.accounts.services import find_user, set_password

    password = random_password()
    with database_session() as session:
        account = find_user(session, email)
        if account is None:
            raise click.ClickException(f"There is no account for {email}.")
        set_password(session, account, password)
    click.echo(f"New password of {email}: {password}")


@user.command("close-demo")
def close_demo() -> None:
    """Close all demonstration accounts, so that a production server may start."""
    from survey_app.accounts.services import deactivate_demo_accounts

    with database_session() as session:
        count = deactivate_demo_accounts(session)
    click.echo(f"Closed {count} demonstration accounts.")


COMMANDS = (partnership, user)
