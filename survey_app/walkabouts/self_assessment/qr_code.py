"""A QR code that leads to an address, as a picture for a sheet of paper."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str, *, label: str) -> str:
    """The code as an SVG picture that any size suits. ``label`` says what it leads to.

    Raises
    ------
    ValueError
        The text is longer than a code holds.
    """
    code = segno.make(text, error="m", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", title=label, border=4, light="#fff", xmldecl=False, omitsize=True, nl=False)
    return out.getvalue().decode("utf-8")
