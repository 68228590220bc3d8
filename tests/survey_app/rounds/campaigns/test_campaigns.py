"""A campaign over 367 schools: the list, returns and gaps by region, reminders once each, leads that change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from survey_app.collect.drafts import start_draft
from survey_app.database import now
from survey_app.mail import OutboxMessage, compose
from survey_app.partnership.models import Agency, Footprint, Partnership
from survey_app.partnership.services import agencies_of
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.campaigns.progress import progress_of
from survey_app.rounds.campaigns.reminders import remind, send_due_reminders
from survey_app.rounds.campaigns.school_list import SchoolRow
from survey_app.rounds.campaigns.services import renew, schools_of, start_campaign, take_list
from survey_app.rounds.invitations import invitations_of
from survey_app.rounds.models import Invitation
from survey_app.rounds.services import RoundRefused, open_round
from survey_app.walkabouts.cycles.assessments import start_assessment
from survey_app.walkabouts.cycles.sharing import shared_with
from tests.survey_app.factories import make_agency, make_partnership, make_policy, publish
from tests.survey_app.walkabouts.section11_factories import make_cycle

REGIONS = ("East", "North", "South")


def row(number: int, **values: str) -> SchoolRow:
    details = {
        "urn": f"{100_000 + number}", "name": f"Made-up School {number}", "region": REGIONS[number % 3],
        "phase": "Primary", "lead_name": f"Lead {number} Example", "lead_email": f"lead{number}@school.example",
    }  # fmt: skip
    return SchoolRow(line=number + 2, **{**details, **values})


def today() -> date:
    return now().date()


def make_campaign(
    session: Session, partnership: Partnership, *, ends_in: int = 30, days: tuple[int, ...] = ()
) -> Campaign:
    version = publish(session, partnership, "school-safeguarding-audit")
    return start_campaign(
        session, partnership.id, title="Audit of schools", version_id=version.id,
        policy_id=make_policy(session, partnership).id, closes_on=today() + timedelta(days=ends_in), reminder_days=days,
    )  # fmt: skip


def running(session: Session, count: int = 6, **values: object) -> Campaign:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(number) for number in range(count)])
    campaign = make_campaign(session, partnership, **values)  # type: ignore[arg-type]
    open_round(session, campaign.round, today=today())
    return campaign


def mails(session: Session, campaign: Campaign) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.partnership_id == campaign.round.partnership_id)
    return list(session.scalars(query.order_by(OutboxMessage.to_address)))


def test_367_schools_are_asked_and_counted_by_region(session: Session) -> None:
    campaign = running(session, 367)
    assert campaign.round.population_size == 367
    invitations = session.scalars(select(Invitation).where(Invitation.round_id == campaign.round_id)).all()
    for invitation in invitations[:100]:
        invitation.answered = True
    draft = start_draft(session, campaign.round, invitation=invitations[100])
    draft.revision = 1
    session.flush()
    progress = progress_of(session, campaign)
    total = progress.total
    assert (total.schools, total.returned, total.started, total.waiting, total.share) == (367, 100, 1, 266, "27%")
    assert [line.region for line in progress.regions] == list(REGIONS)
    assert sum(line.schools for line in progress.regions) == 367
    assert len(progress.gaps()) == 267
    assert {line.region for line in progress.gaps(region="North")} == {"North"}


@contextmanager
def asked(session: Session) -> Iterator[list[str]]:
    """The questions that the database is asked meanwhile."""
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield sent
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_all_leads_are_looked_up_at_once_however_many_schools_there_are(session: Session) -> None:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(number) for number in range(120)])
    with asked(session) as starting:
        campaign = make_campaign(session, partnership)
    assert len([statement for statement in starting if "FROM contact" in statement]) == 1
    take_list(session, partnership.id, [row(number, lead_email=f"new{number}@school.example") for number in range(120)])
    with asked(session) as renewing:
        assert renew(session, campaign).leads == 120
    assert max(len(starting), len(renewing)) < 20


def test_one_lead_of_two_schools_is_one_contact(session: Session) -> None:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(number, lead_email="both@school.example") for number in range(2)])
    [first, second] = invitations_of(session, make_campaign(session, partnership).round_id)
    assert first.invitation.contact_id == second.invitation.contact_id is not None


def test_the_lead_of_a_school_that_has_left_the_list_is_not_kept_with_it(session: Session) -> None:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(0), row(1)])
    take_list(session, partnership.id, [row(0)])
    gone = schools_of(session, partnership.id, listed=False)
    assert [(school.lead_name, school.lead_email) for school in gone] == [("", "")]
    assert take_list(session, partnership.id, [row(0), row(1)]).changed == 1


def test_schools_are_recognised_by_their_urn_and_two_of_one_name_are_two(session: Session) -> None:
    partnership = make_partnership(session)
    rows = [row(1, name="St Example's"), row(2, name="St Example's")]
    assert take_list(session, partnership.id, rows).added == 2
    update = take_list(session, partnership.id, [row(1, name="St Example's Academy"), row(3)])
    assert (update.added, update.changed, update.gone) == (1, 1, ("St Example's",))
    assert [school.name for school in schools_of(session, partnership.id)] == [
        "Made-up School 3",
        "St Example's Academy",
    ]
    names = session.scalars(select(Agency.name).join(Footprint).where(Footprint.partnership_id == partnership.id)).all()
    assert sorted(names) == ["Made-up School 3", "St Example's", "St Example's (100002)"]


def test_a_school_that_two_partnerships_list_is_one_agency(session: Session) -> None:
    one, other = make_partnership(session), make_partnership(session)
    take_list(session, one.id, [row(1)])
    take_list(session, other.id, [row(1, name="As the neighbours call it")])
    (mine,), (theirs,) = schools_of(session, one.id), schools_of(session, other.id)
    assert mine.agency_id == theirs.agency_id
    assert mine.name == "Made-up School 1"


def test_a_school_gets_a_name_of_its_own_whatever_others_are_called(session: Session) -> None:
    partnership = make_partnership(session)
    taken = ("St Example's", "St Example's (100001)", "St Example's (100001, 2)", "X" * 200)
    session.add_all(Agency(name=name, agency_type="school") for name in taken)
    session.flush()
    take_list(session, partnership.id, [row(1, name="St Example's"), row(2, name="X" * 200)])
    names = session.scalars(select(Agency.name).join(Footprint).where(Footprint.partnership_id == partnership.id)).all()
    assert sorted(names) == ["St Example's (100001, 3)", f"{'X' * 180} (100002)"]


def test_a_partnership_that_lists_a_school_assessed_elsewhere_reads_that_and_is_told(session: Session) -> None:
    ours, late = make_cycle(session, rounds=()), make_partnership(session)
    take_list(session, ours.partnership_id, [row(1)])
    school = schools_of(session, ours.partnership_id)[0]
    started = start_assessment(session, ours, school.agency_id, today=today(), by=None)
    take_list(session, late.id, [row(1), row(2)])
    assert [one.assessment.id for one in shared_with(session, late.id)] == [started.id]
    take_list(session, late.id, [row(1), row(2)])
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.partnership_id == late.id)).all()
    assert len(told) == 1, "told once"


def test_reminders_go_by_themselves_once_each_and_only_to_those_who_have_not_answered(session: Session) -> None:
    campaign = running(session, 3, ends_in=30, days=(21, 7))
    assert send_due_reminders(session, today=today()) == 0
    assert send_due_reminders(session, today=today() + timedelta(days=9)) == 1
    assert len(mails(session, campaign)) == 3
    for _ in range(3):
        assert send_due_reminders(session, today=today() + timedelta(days=10)) == 0
    invitations_of(session, campaign.round_id)[0].invitation.answered = True
    assert send_due_reminders(session, today=today() + timedelta(days=23)) == 1
    assert len(mails(session, campaign)) == 5
    assert send_due_reminders(session, today=today() + timedelta(days=31)) == 0


def test_after_days_on_which_nothing_ran_one_reminder_stands_for_all(session: Session) -> None:
    campaign = running(session, 2, ends_in=30, days=(21, 14, 7))
    assert send_due_reminders(session, today=today() + timedelta(days=25)) == 1
    assert len(mails(session, campaign)) == 2
    assert send_due_reminders(session, today=today() + timedelta(days=25)) == 0


def test_a_campaign_that_opened_late_sends_no_reminder_of_days_before_it_opened(session: Session) -> None:
    campaign = running(session, 2, ends_in=5, days=(21, 7, 1))
    assert send_due_reminders(session, today=today()) == 0
    assert send_due_reminders(session, today=today() + timedelta(days=4)) == 1
    assert len(mails(session, campaign)) == 2


def test_one_region_can_be_reminded_by_hand(session: Session) -> None:
    campaign = running(session, 6)
    assert remind(session, campaign, today=today(), region="South").messages == 2
    assert {message.to_address for message in mails(session, campaign)} == {
        "lead2@school.example",
        "lead5@school.example",
    }


def test_a_new_lead_takes_over_and_the_former_ones_link_and_message_open_nothing(session: Session) -> None:
    campaign = running(session, 2)
    partnership_id = campaign.round.partnership_id
    remind(session, campaign, today=today())
    first, second = mails(session, campaign)
    assert compose(session, first) is not None
    take_list(session, partnership_id, [row(0, lead_email="new@school.example", lead_name="New Example"), row(1)])
    assert renew(session, campaign).leads == 1
    invited = {item.email: item.invitation for item in invitations_of(session, campaign.round_id)}
    assert invited.keys() == {"new@school.example", "lead1@school.example"}
    assert invited["new@school.example"].token_hash is None
    assert compose(session, first) is None
    assert compose(session, second) is not None


def test_new_schools_join_until_the_campaign_begins_and_not_afterwards(session: Session) -> None:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(0)])
    campaign = make_campaign(session, partnership)
    take_list(session, partnership.id, [row(0), row(1)])
    assert renew(session, campaign).invited == 1
    assert campaign.round.population_size == 2
    open_round(session, campaign.round, today=today())
    take_list(session, partnership.id, [row(0), row(1), row(2)])
    assert renew(session, campaign).invited == 0
    assert session.scalar(select(func.count()).where(Invitation.round_id == campaign.round_id)) == 2


def test_without_a_school_list_there_is_no_campaign(session: Session) -> None:
    with pytest.raises(RoundRefused, match="Import the school list first"):
        make_campaign(session, make_partnership(session))


def test_a_school_whose_lead_has_no_address_is_shown_as_such(session: Session) -> None:
    partnership = make_partnership(session)
    take_list(session, partnership.id, [row(0, lead_email="", lead_name="")])
    progress = progress_of(session, make_campaign(session, partnership))
    assert (progress.total.no_address, progress.schools[0].state_text) == (1, "No address")


def test_the_schools_of_the_list_do_not_crowd_the_agencies_of_section_11(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    take_list(session, partnership.id, [row(number) for number in range(3)])
    assert agencies_of(session, partnership.id) == [agency]
