"""The page of annual packs, and the pack of one year."""

from __future__ import annotations

from io import BytesIO

from flask import abort, current_app, g, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.audit_log import record
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.results.dashboard.annual import pack_of, years_of
from survey_app.results.dashboard.filters import period_of, period_text
from survey_app.results.dashboard.pages import blueprint
from survey_app.results.dashboard.stored import opened_rounds
from survey_app.results.pages import reader

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/annual-packs")
@permission("results.download")
def annual_packs() -> ResponseReturnValue:
    """The years of which there are rounds."""
    years = years_of(opened_rounds(db.session(), g.partnership.id))
    named = {year: period_text(period_of(year)) for year in years}
    return render_template("dashboard/annual_packs.html", years=years, names=named)


@blueprint.get("/annual-packs/<int:year>.docx")
@permission("results.download")
def annual_pack(year: int) -> ResponseReturnValue:
    """The pack of one year, in Word."""
    from exports.documents import write_annual_pack  # loads what makes documents, which no other page needs
    from exports.office_templates import TemplateRefused

    if year not in years_of(opened_rounds(db.session(), g.partnership.id)):
        abort(404)
    pack = pack_of(db.session(), g.partnership, year, reader=reader(), at=now())
    out = BytesIO()
    setting = "WALKABOUT_DOCUMENT_TEMPLATE"
    try:
        write_annual_pack(pack, out, template=current_app.config[setting])
    except TemplateRefused as error:
        raise UserError(f"{error} Tell your administrator: the setting is {setting}.", title="The template") from error
    record(
        db.session(), "results downloaded", actor_id=current_user.id, partnership_id=g.partnership.id,
        subject=f"annual pack {period_of(year)}", details={"rounds": ", ".join(one.slug for one in pack.sources)},
    )  # fmt: skip
    db.session.commit()
    out.seek(0)
    name = f"{g.partnership.slug}-annual-pack-{period_of(year)}.docx"
    response = send_file(out, mimetype=DOCX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
