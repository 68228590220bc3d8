"""Loading a case list: its identifiers go into a sealed key, and only pseudonyms reach the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from analysis.sampling import sampling_frame
from analysis.sampling.pseudonyms import new_pseudonyms
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseList, ListedCase
from survey_app.case_audits.sampling.bands import guessed_bands
from survey_app.case_audits.sampling.case_keys import CaseKey, passphrase_problem, seal_case_key
from survey_app.case_audits.sampling.key_dates import unlock_problem
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.case_audits.sampling.reading import read_case_file
from survey_app.case_audits.sampling.treating import Choice, Treated, TreatedList, treat_list
from survey_app.database import new_uuid, now
from survey_app.errors import UserError

KEY_COLUMN = "pseudonym"
_NEW_KEYS = "new case keys"


class ListNotFit(UserError):
    """A list that still holds identifiers, or whose key cannot be made; ``problems`` says all, without any value."""

    status = 422
    title = "The list has not been loaded"

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems[:5]))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedList:
    """A list under pseudonyms, and its key as it is kept. The identifiers are in the key alone."""

    list_id: str
    treated: TreatedList = field(repr=False)
    pseudonyms: tuple[str, ...]
    key: bytes = field(repr=False)
    unlock_until: date


def load_list(
    session: Session, audit: CaseAudit, content: bytes, *, passphrase: str, unlock_until: date, by: int | None,
    choices: Mapping[str, Choice] | None = None,
) -> CaseList:  # fmt: skip
    """Load a list from the bytes of its file (CSV or XLSX).

    ``choices`` says by heading what becomes of a column; a column that it does not name is treated as suggested.

    Raises
    ------
    ListUnreadable
        Where the file cannot be read as a list.
    ListNotFit
        Where identifiers would be kept, nothing identifies a case, or the passphrase or the date will not do.
    """
    treated = treat(audit, content, choices or {})
    problems = [one.message for one in treated.problems]
    problems += filter(None, [passphrase_problem(passphrase), unlock_problem(session, audit, unlock_until)])
    if problems or treated.list is None:
        raise ListNotFit(*problems)
    taken = taken_pseudonyms(session, audit)
    return store_list(session, audit, seal_list(treated.list, passphrase, unlock_until, taken), by=by)


def treat(audit: CaseAudit, content: bytes, choices: Mapping[str, Choice]) -> Treated:
    """Read a file and treat its columns; nothing is stored, and nothing of it is written anywhere."""
    return treat_list(
        read_case_file(content), choices, window_starts_on=audit.window_starts_on, window_ends_on=audit.window_ends_on
    )


def taken_pseudonyms(session: Session, audit: CaseAudit) -> set[str]:
    """The pseudonyms that the partnership's audits have given."""
    audits = select(CaseAudit.id).where(CaseAudit.partnership_id == audit.partnership_id)
    lists = select(CaseList.id).where(CaseList.audit_id.in_(audits))
    listed = session.scalars(select(ListedCase.pseudonym).where(ListedCase.list_id.in_(lists)))
    return {*listed, *session.scalars(select(AuditCase.pseudonym).where(AuditCase.audit_id.in_(audits)))}


def seal_list(treated: TreatedList, passphrase: str, unlock_until: date, taken: set[str]) -> SealedList:
    """Give each row a pseudonym and seal what it stands for. It takes a second: no lock should be held meanwhile."""
    list_id, pseudonyms = new_uuid(), new_pseudonyms(len(treated.rows), taken=taken)
    cases = dict(zip(pseudonyms, treated.identifiers, strict=True))
    key = CaseKey(list_id=list_id, columns=treated.key_columns, cases=cases)
    sealed = seal_case_key(key, passphrase, destroy_after=unlock_until)
    return SealedList(list_id=list_id, treated=treated, pseudonyms=pseudonyms, key=sealed, unlock_until=unlock_until)


def store_list(session: Session, audit: CaseAudit, sealed: SealedList, *, by: int | None) -> CaseList:
    """Store the list under its pseudonyms, in their order, which says nothing of the order of the file.

    The key is on disk before the list is in the database; where the transaction fails, it is removed again.
    """
    treated = sealed.treated
    frame = pd.DataFrame({KEY_COLUMN: sealed.pseudonyms})
    made = CaseList(
        id=sealed.list_id, audit_id=audit.id, file_name=treated.kind, columns=list(treated.columns),
        key_columns=list(treated.key_columns), size=len(treated.rows), treatments=list(treated.treatments),
        frame_hash=sampling_frame(frame, key=KEY_COLUMN).frame_hash, uploaded_by_id=by, uploaded_at=now(),
        unlock_until=sealed.unlock_until, bands=guessed_bands(session, audit, treated.columns, treated.rows),
    )  # fmt: skip
    session.add(made)
    session.flush()
    rows = sorted(zip(sealed.pseudonyms, treated.rows, strict=True), key=lambda pair: pair[0])
    session.execute(
        insert(ListedCase),
        [{"list_id": made.id, "pseudonym": name, "values": values, "excluded_why": ""} for name, values in rows],
    )
    session.info.setdefault(_NEW_KEYS, []).append((CaseKeyStore.here(), made.id))  # half a file goes, too
    CaseKeyStore.here().keep(made.id, sealed.key)
    return made


@event.listens_for(Session, "after_commit")
def _keys_stay(session: Session) -> None:
    session.info.pop(_NEW_KEYS, None)


@event.listens_for(Session, "after_transaction_end")
def _keys_go(session: Session, transaction: SessionTransaction) -> None:
    """Without a commit before it, the end of a transaction is a rollback, or a session that was closed by a fault."""
    if transaction.parent is not None:
        return
    for store, list_id in session.info.pop(_NEW_KEYS, []):
        store.destroy(list_id)
