from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.models import Partnership
from survey_app.results.releases import released_report
from survey_app.results.services import current_report
from survey_app.rounds.importing.models import ImportBatch
from survey_app.rounds.models import Round
from tests.survey_app.answers import TEAM, add_answer
from tests.survey_app.factories import make_invitation, make_round
from tests.survey_app.rounds.importing.sending import address, export, import_all, text_of

TWELVE = [("Yes" if number % 2 else "No", f"Remark {number}") for number in range(12)]


def test_a_report_says_what_was_imported_and_how_it_is_counted(
    managing: FlaskClient, session: Session, opening: Round, tmp_path: Path
) -> None:
    for _ in range(8):
        add_answer(session, opening, {"useful": "yes", "comment": None})
    import_all(managing, opening, export(tmp_path / "a.csv", TWELVE))
    for report in (
        current_report(session, opening, reader=TEAM, at=now(), paper="working"),
        released_report(session, opening, at=now()),
    ):
        assert "12 of 20 answers were imported from Microsoft Forms." in report.warnings
        assert report.response_rate.sentence == "50% (20 of 40)"
        assert report.response_rate.note == (
            "Answers imported from Microsoft Forms count as answered; the population is that of the round."
        )
    assert "12 of them imported" in text_of(managing.get(f"/p/{opening.partnership.slug}/rounds/{opening.slug}"))


def test_rates_by_agency_come_from_the_invitations_alone(
    managing: FlaskClient, session: Session, partnership: Partnership, tmp_path: Path
) -> None:
    round_ = make_round(session, partnership, access="token", breakdowns=["forum"], population_size=60)
    for number in range(60):
        invitation, _ = make_invitation(session, round_, strata={"forum": "North" if number % 2 else "South"})
        invitation.answered = number < 30
    import_all(managing, round_, export(tmp_path / "a.csv", TWELVE))
    report = released_report(session, round_, at=now())
    assert report.responses == 12
    assert sum(row.answered or 0 for row in report.breakdowns[0].rows) == 30


def test_what_was_released_with_an_import_stands_when_it_is_taken_back(
    managing: FlaskClient, session: Session, anonymous_opening: Round, tmp_path: Path
) -> None:
    import_all(managing, anonymous_opening, export(tmp_path / "a.csv", TWELVE))
    before = released_report(session, anonymous_opening, at=now())
    session.commit()
    key = session.scalars(select(ImportBatch.key)).one()
    assert managing.post(address(anonymous_opening, "batch", key, "undo")).status_code == 302
    after = released_report(session, anonymous_opening, at=now())
    assert (after.responses, after.release_number) == (before.responses, before.release_number)
