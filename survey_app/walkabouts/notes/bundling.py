"""Everything of a visit or a return that a device keeps for work without a signal, in one JSON document: the bundle.

Of answers it holds the author's own and nobody else's; an agency's grades of itself, and what other agencies return on
a case, are in nothing that it is made of.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.accounts.models import User
from survey_app.collect.bundle import form_bundle
from survey_app.collect.drafts import save_draft
from survey_app.collect.fieldwork import OwnWork
from survey_app.collect.keeping import Giving, find_giving, given_names
from survey_app.collect.models import Draft
from survey_app.collect.wording import Speaker
from survey_app.database import now
from survey_app.partnership.models import Partnership

FORMAT = 1
Json = dict[str, Any]


def bundle_of(session: Session, draft: Draft, speaker: Speaker, work: OwnWork, user: User) -> Json:
    """The bundle without what only a request knows: addresses, limits and the key for alerts.

    What a record gives by itself is in the answers from now on, and on no page.
    """
    round_ = draft.round
    giving = find_giving(session, round_, draft.id, speaker.compiled)
    if giving is not None and (completed := giving.completed(draft.document)) != draft.document:
        save_draft(session, draft, completed)
    left_out = given_names(speaker.compiled, giving) if giving is not None else frozenset()
    form = form_bundle(speaker, round_.partnership, left_out=left_out)
    if giving is not None:
        form["pages"] = [_page(speaker.compiled, page, giving, draft) for page in form["pages"]]
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "user": {"id": user.id, "name": user.name},
        "partnership": _partnership(round_.partnership),
        "draft": {"id": draft.id, "revision": draft.revision, "document": draft.document},
        "version": draft.version.number,
        "round": {"slug": round_.slug, "title": round_.title},
        "visit": work.told(session),
        **form,
    }


def _page(compiled: CompiledInstrument, page: Json, giving: Giving, draft: Draft) -> Json:
    """The page with what stands beside its questions; the form's pages are shared, so it is another one."""
    beside = str(giving.beside(compiled.section(page["section"]), draft.document)).strip()
    return page | {"html": f"{beside}\n{page['html']}"} if beside and page["kind"] == "page" else page


def _partnership(partnership: Partnership) -> Json:
    return {"slug": partnership.slug, "name": partnership.name}
