"""A certificate as it is printed: everything in words."""

from __future__ import annotations

from exports.documents.destruction_certificate import CertificatePaper
from survey_app.accounts.models import User
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import DestructionCertificate
from survey_app.collect.display import day_text, moment_text


def certificate_paper(certificate: DestructionCertificate) -> CertificatePaper:
    """What the Word file of a certificate says."""
    kind = KINDS.get(certificate.kind)
    asked_at = moment_text(certificate.asked_at) if certificate.asked_at is not None else ""
    return CertificatePaper(
        number=certificate.number, partnership=certificate.partnership.name, audit=certificate.title,
        kind=kind.name if kind is not None else certificate.kind,
        window=f"{day_text(certificate.window_starts_on)} to {day_text(certificate.window_ends_on)}",
        rule=certificate.rule, destroyed_at=moment_text(certificate.destroyed_at),
        asked_by=f"{_name(certificate.asked_by)}, {asked_at}" if certificate.asked_by is not None else "",
        confirmed_by=_name(certificate.confirmed_by),
        counts=tuple((str(one["what"]), int(one["number"])) for one in certificate.counts),
        stays=tuple(map(str, certificate.stays)), records_sha256=certificate.records_sha256,
    )  # fmt: skip


def _name(user: User | None) -> str:
    return user.name if user is not None else "Nobody: the rule of the partnership"
