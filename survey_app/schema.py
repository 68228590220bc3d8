"""All tables at once: whoever needs the whole schema (migrations, backup, retention) imports ``metadata`` from here."""

from __future__ import annotations

from survey_app import audit_log, mail, mail_ledger
from survey_app.accounts import models as accounts
from survey_app.accounts import tokens
from survey_app.case_audits import models as case_audits
from survey_app.collect import attachment_models as attachments
from survey_app.collect import models as collect
from survey_app.collect import sync_models as syncing
from survey_app.database import Base
from survey_app.designer import models as designer
from survey_app.forums import models as forums
from survey_app.forums.models import families
from survey_app.forums.replies import models as replies
from survey_app.forums.tables import models as table_discussions
from survey_app.improvement import models as improvement
from survey_app.partnership import contact_models
from survey_app.partnership import models as partnership
from survey_app.programme.executive import models as executive
from survey_app.programme.incidents import models as incidents
from survey_app.programme.indicators import models as indicators
from survey_app.programme.scrutiny import models as scrutiny_desk
from survey_app.programme.year import models as programme_year
from survey_app.results import models as results
from survey_app.results.downloads import models as downloads
from survey_app.results.scrutiny import models as scrutiny
from survey_app.results.voices import models as voices
from survey_app.rounds import mail_models as round_mail
from survey_app.rounds import models as rounds
from survey_app.rounds.campaigns import models as campaigns
from survey_app.rounds.importing import models as importing
from survey_app.walkabouts import models as walkabouts
from survey_app.walkabouts.self_assessment import models as self_assessment

MODEL_MODULES = (
    accounts,
    attachments,
    audit_log,
    campaigns,
    case_audits,
    collect,
    contact_models,
    designer,
    downloads,
    executive,
    families,
    forums,
    importing,
    improvement,
    incidents,
    indicators,
    mail,
    mail_ledger,
    partnership,
    programme_year,
    results,
    replies,
    round_mail,
    rounds,
    scrutiny,
    scrutiny_desk,
    self_assessment,
    syncing,
    table_discussions,
    tokens,
    voices,
    walkabouts,
)
metadata = Base.metadata

__all__ = ["MODEL_MODULES", "metadata"]
