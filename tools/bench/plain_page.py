"""What pages of a survey are measured beside: plain Flask and plain Jinja with the same fields and the same words.

No database, no form library, no design system's macros, no languages, no expressions: a template that loops over the
questions in GOV.UK's markup, and a view that reads what was posted and says what is missing.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, request, session
from jinja2 import DictLoader

from instruments.model import Instrument

PAGE = """<!DOCTYPE html>
<html lang="en" class="govuk-template"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body class="govuk-template__body"><a href="#main-content" class="govuk-skip-link">Skip to main content</a>
<header class="govuk-template__header">{{ title }}</header>
<main class="govuk-main-wrapper" id="main-content"><h1 class="govuk-heading-l">{{ title }}</h1>
{% if errors %}<ul class="govuk-list govuk-error-summary__list">
{% for name, error in errors.items() %}<li><a href="#{{ name }}">{{ error }}</a></li>{% endfor %}
</ul>{% endif %}
<form method="post" novalidate><input type="hidden" name="csrf_token" value="{{ token }}">
{% for question in questions %}
{% set given = answers.get(question.name, []) %}
<div class="govuk-form-group{{ ' govuk-form-group--error' if question.name in errors }}">
{% if question.choices %}
<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">{{ question.label }}</legend>
{% if question.name in errors %}
<p class="govuk-error-message" id="{{ question.name }}-error">{{ errors[question.name] }}</p>
{% endif %}
{% for choice in question.choices %}
<div class="govuk-radios__item" data-choice="{{ choice.name }}">
<input class="govuk-radios__input" id="{{ question.name }}-{{ loop.index }}" name="{{ question.name }}"
 type="{{ question.type }}" value="{{ choice.name }}"{{ " checked" if choice.name in given }}>
<label class="govuk-label govuk-radios__label" for="{{ question.name }}-{{ loop.index }}">{{ choice.label }}</label>
</div>
{% endfor %}
</fieldset>
{% else %}
<label class="govuk-label" for="{{ question.name }}">{{ question.label }}</label>
{% if question.name in errors %}
<p class="govuk-error-message" id="{{ question.name }}-error">{{ errors[question.name] }}</p>
{% endif %}
{% if question.type == "textarea" %}
<textarea class="govuk-textarea" id="{{ question.name }}" name="{{ question.name }}" rows="4">
{{ given | first }}</textarea>
{% else %}
<input class="govuk-input" id="{{ question.name }}" name="{{ question.name }}" type="text" value="{{ given | first }}">
{% endif %}
{% endif %}
</div>
{% endfor %}
<button class="govuk-button">Continue</button>
</form></main><footer class="govuk-template__footer">{{ title }}</footer></body></html>
"""


def plain_site(form: Instrument) -> Flask:
    """One address that shows the questions of a form's only page, and takes the answers in."""
    app = Flask(__name__)
    app.secret_key = "only for measuring, on this machine"
    app.jinja_loader = DictLoader({"page.html": PAGE})  # compiled once, as templates of files are
    questions = [_question(form, row) for row in form.survey[0].children]

    @app.route("/", methods=["GET", "POST"])
    def page() -> tuple[str, int]:
        answers = {one["name"]: request.form.getlist(one["name"]) for one in questions}
        errors = {} if request.method == "GET" else _missing(questions, answers)
        token = session.setdefault("csrf", "made-up-token")
        body = render_template(
            "page.html",
            title=form.settings.form_title,
            questions=questions,
            answers=answers,
            errors=errors,
            token=token,
        )
        return body, 422 if errors else 200

    return app


def _question(form: Instrument, row: Any) -> dict[str, Any]:
    kind, _, listed = row.type.partition(" ")
    choices = [{"name": one.name, "label": one.label} for one in form.choices.get(listed, ())]
    control = {"select_one": "radio", "select_multiple": "checkbox"}.get(kind, "text")
    if row.appearance == "multiline":
        control = "textarea"
    return {
        "name": f"q.{row.name}", "label": row.label, "type": control, "choices": choices, "required": row.required,
        "known": {one["name"] for one in choices}, "is_number": kind == "integer",
    }  # fmt: skip


def _missing(questions: list[dict[str, Any]], answers: dict[str, list[str]]) -> dict[str, str]:
    """The first thing that is wrong with each answer."""
    errors = {}
    for one in questions:
        given = [text.strip() for text in answers[one["name"]] if text.strip()]
        if one["required"] and not given:
            errors[one["name"]] = f"Answer ‘{one['label']}’"
        elif one["choices"] and not set(given) <= one["known"]:
            errors[one["name"]] = f"Choose one of the answers to ‘{one['label']}’"
        elif one["is_number"] and given and not given[0].isdigit():
            errors[one["name"]] = f"Enter a whole number for ‘{one['label']}’"
    return errors
