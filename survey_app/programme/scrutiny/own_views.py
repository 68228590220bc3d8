"""Pages of what is the scrutineer's own beside the register: conversations, packs as seen, areas of scrutiny."""

from __future__ import annotations

from datetime import date

from flask import abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.local_time import today
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import backlog, conversations, packs
from survey_app.programme.scrutiny.forms import NoteForm, PackForm, ThemeForm, WhyForm
from survey_app.programme.scrutiny.models import SeenPack
from survey_app.programme.scrutiny.pages import handed_out, log, pins_shown
from survey_app.results.scrutiny.pins import shows_hidden
from survey_app.results.scrutiny.views import blueprint
from survey_app.results.services import ResultsRefused


@blueprint.get("/conversations")
@permission("scrutiny.register")
def notes() -> ResponseReturnValue:
    """The notes, and the themes as others would be told them. Each reading is logged."""
    session = db.session()
    found = conversations.notes_of(session, g.partnership.id)
    start = min((one.spoken_on for one in found), default=today())
    heard = conversations.heard(session, g.partnership.id, start, date.max)
    log("notes of conversations read", "conversations", notes=len(found))
    db.session.commit()
    return render_template("scrutiny/conversations.html", notes=found, heard=heard)


@blueprint.route("/conversations/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def note_new() -> ResponseReturnValue:
    """Note a conversation."""
    form = NoteForm()
    if request.method == "GET":
        form.spoken_on.data = today()

    def act() -> tuple[str, str]:
        given = conversations.NoteGiven(
            spoken_on=form.spoken_on.data, agency_type=form.agency_type.data, people=form.people.data,
            themes=(form.themes.data or "").splitlines(), text=form.text.data, setting=form.setting.data or "",
            checked=form.checked.data,
        )  # fmt: skip
        conversations.note_conversation(db.session(), g.partnership.id, given, by_id=current_user.id, today=today())
        log("noted a conversation", "conversations")
        return "The note is kept.", url_for("scrutiny.notes")

    back = ("Conversations", url_for("scrutiny.notes"))
    return form_page(form, "Note a conversation", "Keep the note", back, act)


@blueprint.get("/packs")
@permission("scrutiny.read")
def packs_list() -> ResponseReturnValue:
    """The packs."""
    found = packs.packs_of(db.session(), g.partnership.id)
    return render_template("scrutiny/packs.html", packs=found, any_pinned=bool(pins_shown()))


@blueprint.route("/packs/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def pack_new() -> ResponseReturnValue:
    """Gather pinned copies."""
    form, session = PackForm(), db.session()
    known = pins_shown()
    form.pins.choices = [(str(one.number), f"{one.number}: {one.title}, {one.pinned_at:%-d %B %Y}") for one in known]

    def act() -> tuple[str, str]:
        numbers = [int(one) for one in form.pins.data or ()]
        made = packs.make_pack(
            session, g.partnership.id, title=form.title.data, note=form.note.data or "", numbers=numbers,
            by_id=current_user.id, today=today(), checked=form.checked.data,
        )  # fmt: skip
        log("made a pack as seen", made.reference, fingerprint=made.fingerprint)
        return f"{made.reference} is made.", url_for("scrutiny.pack", number=made.number)

    note = "Open a page of the dashboard and choose “Pin a copy” there, to have it in this list."
    return form_page(form, "Make a pack", "Make the pack", ("Packs", url_for("scrutiny.packs_list")), act, note=note)


@blueprint.get("/packs/<int:number>")
@permission("scrutiny.read")
def pack(number: int) -> ResponseReturnValue:
    """One pack, and whether it is as it was made."""
    found = _pack(number)
    return render_template("scrutiny/pack.html", pack=found, check=packs.check_pack(db.session(), found))


@blueprint.get("/packs/<int:number>/file")
@permission("scrutiny.read")
def pack_file(number: int) -> ResponseReturnValue:
    """One pack as a zip."""
    found = _pack(number)
    content = packs.pack_archive(db.session(), found, partnership=g.partnership.name)
    log("pack as seen downloaded", found.reference)
    db.session.commit()
    return handed_out(content, "application/zip", f"{found.reference}-as-seen.zip")


@blueprint.get("/themes")
@permission("scrutiny.read", "programme.manage")
def themes() -> ResponseReturnValue:
    """The areas of scrutiny that wait for the programme."""
    session = db.session()
    return render_template(
        "scrutiny/themes.html", themes=backlog.themes(session, g.partnership.id),
        ended=backlog.ended_themes(session, g.partnership.id),
    )  # fmt: skip


@blueprint.route("/themes/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def theme_new() -> ResponseReturnValue:
    """Add an area of scrutiny."""
    form = ThemeForm()

    def act() -> tuple[str, str]:
        made = backlog.add_theme(
            db.session(), g.partnership.id, name=form.name.data, why=form.why.data, source=form.source.data or "",
            is_next=form.is_next.data, by_id=current_user.id, today=today(), checked=form.checked.data,
        )  # fmt: skip
        log("added an area of scrutiny", made.name)
        return "The area waits for the programme.", url_for("scrutiny.themes")

    note = "The QA group takes topics of the year’s programme from these areas."
    return form_page(form, "Add an area of scrutiny", "Add it", _themes(), act, note=note)


@blueprint.route("/themes/<theme_id>/end", methods=["GET", "POST"])
@permission("scrutiny.register")
def theme_end(theme_id: str) -> ResponseReturnValue:
    """Take an area off the backlog."""
    found, form = backlog.find_theme(db.session(), g.partnership.id, theme_id) or abort(404), WhyForm()
    form.why.label.text = "What became of it?"

    def act() -> tuple[str, str]:
        backlog.end_theme(db.session(), found, form.why.data, by_id=current_user.id, today=today())
        log("took an area of scrutiny off the backlog", found.name)
        return "It is off the backlog, with the reason.", url_for("scrutiny.themes")

    return form_page(form, f"Take “{found.name}” off the backlog", "Take it off", _themes(), act)


def _pack(number: int) -> SeenPack:
    """A pack that the reader may see: none of its copies shows a round that is hidden from them."""
    session = db.session()
    found = packs.find_pack(session, g.partnership.id, number) or abort(404)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if any(pin is not None and shows_hidden(session, app, pin) for pin in packs.pins_in(session, found)):
        raise ResultsRefused(
            "A copy in this pack may show a round that is still hidden from you. You can read it as soon as it is not.",
            title="This pack is still hidden from you",
        )
    return found


def _themes() -> tuple[str, str]:
    return "Areas of scrutiny", url_for("scrutiny.themes")
