"""``walkabout template``: our own look as a Word document or a presentation, to change and give back as a setting."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
def template(out: Path) -> None:
    """Write the look of Word documents (OUT.docx) or of slides (OUT.pptx) as a file to change.

    WALKABOUT_DOCUMENT_TEMPLATE and WALKABOUT_SLIDE_TEMPLATE name the changed file.
    """
    from exports.documents import write_default_template
    from exports.slides import write_default_slide_template

    writers = {".docx": write_default_template, ".pptx": write_default_slide_template}
    write = writers.get(out.suffix.lower())
    if write is None:
        raise click.ClickException(f"{out}: the name must end in .docx or .pptx, which decides what is written.")
    try:
        write(out)
    except OSError as error:
        raise click.ClickException(f"{out}: it cannot be written ({error.strerror}).") from error
    click.echo(str(out))


COMMANDS = (template,)
