"""``walkabout instrument check``: every problem of an instrument file, with its line."""

from __future__ import annotations

import click


@click.group()
def instrument() -> None:
    """Instrument files (YAML)."""


@instrument.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
def check(files: tuple[str, ...]) -> None:
    """Check instrument FILES and list every problem."""
    from pathlib import Path

    from instruments.errors import InstrumentError
    from instruments.loading import load_instrument

    failed = 0
    for file in files:
        try:
            found = load_instrument(Path(file), filename=file)
        except InstrumentError as error:
            failed += 1
            click.echo(str(error), err=True)
        else:
            click.echo(f"{file}: {found.settings.form_title} is in order.")
    if failed:
        raise click.ClickException(f"{failed} of {len(files)} files cannot be used.")


COMMANDS = (instrument,)
