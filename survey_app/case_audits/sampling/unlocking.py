"""Opening the key of a list: one pseudonym, the cases drawn, or the pseudonym of a case that somebody knows."""

from __future__ import annotations

import logging
import unicodedata

from limits import parse
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseDraw, CaseList
from survey_app.case_audits.sampling.case_keys import CaseKey, CaseKeyRefused
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.collect.display import LOCAL_TIME
from survey_app.extensions import limiter

log = logging.getLogger(__name__)
WRONG_TRIES = parse("10 per 15 minutes")  # at the key of one list, by whomever


class TooManyTries(CaseKeyRefused):
    """So many wrong passphrases were tried that the key rests."""

    status = 429
    title = "Too many wrong passphrases"


def sealed_key(case_list: CaseList) -> bytes:
    """The sealed key of a list.

    Raises
    ------
    CaseKeyRefused
        Where it was destroyed, with when and by whom, or is not on this server.
    """
    if case_list.unlock_destroyed_at is not None:
        who = case_list.unlock_destroyed_by.name if case_list.unlock_destroyed_by else "the system, on its day"
        when = case_list.unlock_destroyed_at.astimezone(LOCAL_TIME)
        raise CaseKeyRefused(
            f"The key of this list was destroyed on {when:%-d %B %Y} by {who}. Nobody can say any more whose cases "
            "these are.",
            title="The key has been destroyed",
        )
    return CaseKeyStore.here().read(case_list.id)


def check_tries(list_id: str) -> None:
    """Refuse to try another passphrase where too many were wrong."""
    if _counted("test", list_id):
        return
    raise TooManyTries("Ten wrong passphrases were tried on this key. It can be tried again in 15 minutes.")


def note_wrong_try(list_id: str) -> None:
    """Count a wrong passphrase."""
    _counted("hit", list_id)


def _counted(what: str, list_id: str) -> bool:
    try:
        return bool(getattr(limiter.limiter, what)(WRONG_TRIES, "case key", list_id))
    except Exception as error:  # where counts are kept is away: argon2 alone makes guessing slow
        log.warning("wrong passphrases could not be counted: %s", type(error).__name__)
        return True


def drawn_pseudonyms(session: Session, case_list: CaseList) -> list[tuple[int, str]]:
    """Number and pseudonym of the cases in use that were drawn from a list."""
    rows = session.execute(
        select(AuditCase.number, AuditCase.pseudonym)
        .join(CaseDraw, CaseDraw.id == AuditCase.draw_id)
        .where(CaseDraw.list_id == case_list.id, AuditCase.state == "in_use")
        .order_by(AuditCase.number)
    ).all()
    return [(row[0], row[1]) for row in rows]


def pseudonyms_of(key: CaseKey, known: str) -> list[str]:
    """The pseudonyms of the cases one of whose identifiers is what somebody typed, whatever its case and spaces."""
    wanted = _plain(known)
    if not wanted:
        return []
    return sorted(name for name, values in key.cases.items() if any(_plain(value) == wanted for value in values))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
