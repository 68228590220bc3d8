"""``walkabout examples``: the example files of the documentation, written anew."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.commands.report import say


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def examples(folder: Path) -> None:
    """Write the published Hertfordshire round in every format, and constructed single answers, into FOLDER."""
    from survey_app.demo.examples import write_examples

    try:
        names = write_examples(folder, say=say)
    except OSError as error:
        raise click.ClickException(f"{folder}: it cannot be written ({error.strerror}).") from error
    click.echo(f"{len(names)} files in {folder}")


COMMANDS = (examples,)
