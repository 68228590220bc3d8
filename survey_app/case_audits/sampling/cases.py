"""Cases of an audit without a list, and who is left out of a list before a draw."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.sampling.pseudonyms import new_pseudonyms
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseList, ListedCase
from survey_app.case_audits.sampling.bands import CHOICES
from survey_app.case_audits.sampling.cells import kinds_in
from survey_app.case_audits.sampling.drawing import CHOSEN, CannotDraw, lock_audit, next_number, refuse_too_many
from survey_app.case_audits.sampling.lists import taken_pseudonyms
from survey_app.case_audits.sampling.treating import reason_problem
from survey_app.partnership.models import Locality


def cases_of(session: Session, audit: CaseAudit) -> list[AuditCase]:
    """The cases of an audit by number, those that could not be used among them."""
    return list(session.scalars(select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.number)))


def add_case(
    session: Session, audit: CaseAudit, *, selection: str = "purposive", stratum: str = "",
    locality_id: int | None = None, **bands: str,
) -> AuditCase:  # fmt: skip
    """Add a case that is on no list, chosen for a reason. Its pseudonym is made here; nothing says whose it is.

    ``bands`` are ``age_band``, ``sex``, ``ethnic_group``, ``disability`` and ``plan_status``, names of choices of the
    form case-audit, or empty.

    Raises
    ------
    CannotDraw
        Where the audit takes no cases any more, a band is not one of its choices, or the group names somebody.
    """
    lock_audit(session, audit)
    if selection not in CHOSEN:
        raise CannotDraw(
            "A case that is on no list was chosen: for its theme, or because it went well.", at="selection"
        )
    for name, value in bands.items():
        if name not in CHOICES or (value and value not in CHOICES[name]):
            raise CannotDraw(
                f"“{value[:40]}” is not one of the choices for {name.replace('_', ' ')}.",
                at=name if name in CHOICES else "selection",
            )
    if stratum.strip() and (problem := _names_somebody(stratum)):
        raise CannotDraw(problem, at="stratum")
    if locality_id is not None:
        locality = session.get(Locality, locality_id)
        if locality is None or locality.partnership_id != audit.partnership_id:
            raise CannotDraw("Choose one of the partnership’s localities.", at="locality")
    refuse_too_many(session, audit, 1)
    (pseudonym,) = new_pseudonyms(1, taken=taken_pseudonyms(session, audit))
    case = AuditCase(
        audit_id=audit.id, number=next_number(session, audit.id), pseudonym=pseudonym, selection=selection,
        stratum=" ".join(stratum.split())[:100], locality_id=locality_id, **bands,
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case


def exclude(session: Session, case_list: CaseList, pseudonyms: Sequence[str], why: str) -> int:
    """Leave cases out of every draw from now on, for a reason; how many.

    Raises
    ------
    CannotDraw
        Where there is no reason, it names somebody, or a pseudonym is not on the list.
    """
    lock_audit(session, case_list.audit)
    if problem := reason_problem(why, "why these cases are left out"):
        raise CannotDraw(problem)
    wanted = set(pseudonyms)
    if not wanted:
        raise CannotDraw("No case is named. Give pseudonyms, or a column and a value that some rows have.")
    known = set(session.scalars(select(ListedCase.pseudonym).where(ListedCase.list_id == case_list.id)))
    if strangers := sorted(wanted - known):
        raise CannotDraw(f"{strangers[0][:20]} is not a pseudonym of this list. Check it letter by letter.")
    mark(session, case_list, wanted, why.strip())
    return len(wanted)


def include_again(session: Session, case_list: CaseList, why: str) -> int:
    """Take back the exclusions that were made for a reason; how many."""
    lock_audit(session, case_list.audit)
    mine = ListedCase.list_id == case_list.id, ListedCase.excluded_why == why
    pseudonyms = set(session.scalars(select(ListedCase.pseudonym).where(*mine))) if why else set()
    mark(session, case_list, pseudonyms, "")
    return len(pseudonyms)


def having(session: Session, case_list: CaseList, column: str, value: str) -> list[str]:
    """The pseudonyms whose row has a value in a column."""
    rows = session.execute(
        select(ListedCase.pseudonym, ListedCase.values).where(ListedCase.list_id == case_list.id)
    ).all()
    return [pseudonym for pseudonym, values in rows if values.get(column, "") == value]


def mark(session: Session, case_list: CaseList, pseudonyms: set[str], why: str) -> None:
    """Write the reason on some rows of a list, or take it off."""
    for start in range(0, len(names := sorted(pseudonyms)), 500):
        session.execute(
            update(ListedCase)
            .where(ListedCase.list_id == case_list.id, ListedCase.pseudonym.in_(names[start : start + 500]))
            .values(excluded_why=why[:300])
            .execution_options(synchronize_session=False)
        )
    session.flush()
    session.expire_all()


def _names_somebody(text: str) -> str:
    held = any(kinds_in(text.strip()))
    return "The group holds what looks like an identifier of a child. Say it without." if held else ""
