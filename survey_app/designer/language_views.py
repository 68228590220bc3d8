"""Languages of a draft: adding one, and all texts side by side."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.accounts.permissions import permission
from survey_app.designer.outline import languages_of
from survey_app.designer.pages import blueprint, change, draft_page, instrument_or_404, opened
from survey_app.designer.parts import Parts, text_of
from survey_app.designer.question_saving import clean, one_line
from survey_app.designer.translations import (
    PER_PAGE,
    add_language,
    missing_count,
    pairs_of,
    remove_language,
    save_texts,
)  # fmt: skip

OFFERED = (
    "Welsh (cy)", "Polish (pl)", "Urdu (ur)", "Bengali (bn)", "Romanian (ro)", "Arabic (ar)", "Ukrainian (uk)",
    "Somali (so)", "Panjabi (pa)", "Gujarati (gu)", "Portuguese (pt)", "Lithuanian (lt)", "Turkish (tr)", "French (fr)",
    "Spanish (es)",
)  # fmt: skip


@blueprint.route("/<form_id>/draft/languages/", methods=["GET", "POST"])
@permission("instruments.publish")
def languages(form_id: str) -> ResponseReturnValue:
    """The languages, and how much each lacks."""
    found, parts = opened(form_id)
    if request.method == "POST":
        name = one_line(request.form.get("name"))

        def add(fresh: Parts) -> str:
            add_language(fresh, name, languages_of(fresh))
            return f"language {name} added"

        change(found, add)
        return redirect(url_for("designer.translations", form_id=form_id, language=name))
    default = text_of(parts.settings, "default_language") or "English (en)"
    counts = [(name, missing_count(parts, name)) for name in languages_of(parts)]
    offered = [name for name in OFFERED if name not in (default, *languages_of(parts))]
    total = len(pairs_of(parts, default))
    return draft_page("languages.html", found, default=default, counts=counts, offered=offered, total=total)


@blueprint.post("/<form_id>/draft/languages/<language>/delete")
@permission("instruments.publish")
def delete_language(form_id: str, language: str) -> ResponseReturnValue:
    """Remove a language with all its texts."""
    found = instrument_or_404(form_id)

    def remove(parts: Parts) -> str:
        remove_language(parts, language)
        return f"language {language} removed"

    change(found, remove)
    flash(f"{language} is removed from the draft.", "success")
    return redirect(url_for("designer.languages", form_id=form_id))


@blueprint.route("/<form_id>/draft/languages/<language>", methods=["GET", "POST"])
@permission("instruments.publish")
def translations(form_id: str, language: str) -> ResponseReturnValue:
    """All texts beside their translation, those that are missing first."""
    found, parts = opened(form_id)
    if language not in languages_of(parts):
        abort(404)
    show = "all" if request.args.get("show") == "all" else "missing"
    if request.method == "POST":
        return _save(form_id, language, show)
    pairs = pairs_of(parts, language)
    wanted = pairs if show == "all" else [pair for pair in pairs if pair.is_missing]
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(_page_number(), pages)
    code = language.rpartition("(")[2].rstrip(")") if "(" in language else None
    return draft_page(
        "translations.html", found, language=language, code=code, show=show, page=page, pages=pages,
        pairs=wanted[(page - 1) * PER_PAGE : page * PER_PAGE], missing=sum(pair.is_missing for pair in pairs),
        total=len(pairs), default=text_of(parts.settings, "default_language") or "English (en)",
    )  # fmt: skip


def _page_number() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _save(form_id: str, language: str, show: str) -> ResponseReturnValue:
    """Only what differs from what the page showed is written, so that two translators do not undo each other."""
    typed = {name.removeprefix("t:"): clean(text) for name, text in request.form.items() if name.startswith("t:")}
    shown = {name.removeprefix("o:"): clean(text) for name, text in request.form.items() if name.startswith("o:")}
    given = {field: text for field, text in typed.items() if text != shown.get(field, "")}
    saved = {"count": 0}

    def write(parts: Parts) -> str:
        saved["count"] = save_texts(parts, language, given)
        return f"{saved['count']} texts in {language}"

    change(instrument_or_404(form_id), write)
    count = saved["count"]
    flash(f"Saved: {count} {'text' if count == 1 else 'texts'} in {language}.", "success")
    page = _page_number() if show == "all" else 1
    return redirect(url_for("designer.translations", form_id=form_id, language=language, show=show, page=page))
