"""The page of one form, for every room of the year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from survey_app.database import db
from survey_app.errors import UserError


def form_page(
    form: Any,
    heading: str,
    button: str,
    back: tuple[str, str],
    act: Callable[[], tuple[str, str]],
    *,
    template: str = "partials/form_page.html",
    **beside: Any,
) -> ResponseReturnValue:
    """A page with a form: on a valid one, do it, commit, say so, go on; what was refused stands above what was typed.

    ``back`` is the text and address of the link back; ``act`` returns what to say and where to go.
    """
    if form.validate_on_submit():
        try:
            said, target = act()
        except UserError as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(target)
    page = render_template(template, form=form, heading=heading, button=button, back=back, **beside)
    return page, 422 if form.errors else 200
