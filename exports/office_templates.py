"""Reads a council's template for documents or slides: a package that can be trusted to be one, without macros."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

MOST_BYTES = 200_000_000  # of a template when unpacked


class TemplateRefused(ValueError):
    """The template cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateKind:
    """One kind of template."""

    program: str  # "Word"
    noun: str  # "document"
    endings: str  # ".docx or .dotx"
    main_part: str
    template_type: bytes  # the content types of the main part, which the readers want as those of a document
    document_type: bytes


WORD = TemplateKind(
    program="Word",
    noun="document",
    endings=".docx or .dotx",
    main_part="word/document.xml",
    template_type=b"wordprocessingml.template.main+xml",
    document_type=b"wordprocessingml.document.main+xml",
)
POWERPOINT = TemplateKind(
    program="PowerPoint",
    noun="presentation",
    endings=".pptx or .potx",
    main_part="ppt/presentation.xml",
    template_type=b"presentationml.template.main+xml",
    document_type=b"presentationml.presentation.main+xml",
)


def read_template(template: Path, kind: TemplateKind) -> BytesIO:
    """The package as a document, whichever of the two it is.

    Raises
    ------
    TemplateRefused
        Where the file is missing, too large, of another kind, or holds macros.
    """
    name = template.name
    try:
        with zipfile.ZipFile(template) as archive:
            names = archive.namelist()
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise TemplateRefused(f"The template {name} is too large. Remove large pictures from it.")
            if kind.main_part not in names or "[Content_Types].xml" not in names:
                raise TemplateRefused(
                    f"The template {name} is not a {kind.program} {kind.noun}. Give a {kind.endings} file."
                )
            if any(one.lower().endswith("vbaproject.bin") for one in names):
                raise TemplateRefused(
                    f"The template {name} holds macros. Save it in {kind.program} as {kind.endings} first."
                )
            return _as_document(archive, kind)
    except FileNotFoundError:
        raise TemplateRefused(f"There is no template {template}. Check the setting, or leave it empty.") from None
    except OSError as error:
        raise TemplateRefused(f"The template {template} cannot be read ({error.strerror}).") from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise unreadable(name, kind) from error


def unreadable(name: str, kind: TemplateKind) -> TemplateRefused:
    """What is said of a package that is one by its names only."""
    ending = kind.endings.split(" ")[0]
    return TemplateRefused(
        f"The template {name} is not a {kind.program} {kind.noun} that can be read. Open it in {kind.program}, save it "
        f"again as {ending}, and give that file."
    )


def _as_document(archive: zipfile.ZipFile, kind: TemplateKind) -> BytesIO:
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for one in archive.infolist():
            data = archive.read(one.filename)
            if one.filename == "[Content_Types].xml":
                data = data.replace(kind.template_type, kind.document_type)
            copy.writestr(one.filename, data)
    changed.seek(0)
    return changed
