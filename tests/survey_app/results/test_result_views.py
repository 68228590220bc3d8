from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.partnership.models import Partnership
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.policies import standing_decision
from tests.survey_app.answers import add_answer, add_codeframe, add_opened_answers
from tests.survey_app.factories import (
    make_invitation,
    make_partnership,
    make_policy,
    make_round,
    make_user,
    publish,
    sign_in,
)

YES = {"useful": "yes", "comment": "A secret sentence"}
NO = {"useful": "no", "comment": None}


def address(partnership: Partnership, round_: Round, page: str = "results") -> str:
    return f"/p/{partnership.slug}/rounds/{round_.slug}/{page}"


def make_answered_round(session: Session, partnership: Partnership, **values: object) -> Round:
    round_ = make_round(session, partnership, **values)
    for document in [YES] * 7 + [NO] * 2:
        add_answer(session, round_, document)
    return round_


def make_anonymous_round(session: Session, partnership: Partnership) -> Round:
    round_ = make_round(session, partnership, access="token", anonymous=True, breakdowns=["forum"], population_size=60)
    add_opened_answers(session, round_, [YES] * 8 + [NO] * 7)
    for number in range(60):
        invitation, _ = make_invitation(session, round_, strata={"forum": "North" if number < 30 else "South"})
        invitation.answered = number % 4 == 0
    add_codeframe(session, round_, "Training")
    session.flush()
    return round_


def actions(session: Session, partnership: Partnership) -> list[str]:
    session.expire_all()
    query = select(AuditEvent).where(AuditEvent.partnership_id == partnership.id).order_by(AuditEvent.id)
    return [event.action for event in session.scalars(query)]


def test_the_qa_group_sees_the_working_paper_and_its_reading_is_logged(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(partnership, round_)).text
    assert "Working paper" in page
    assert ">7</td>" in page
    assert "A secret sentence" not in page
    assert actions(session, partnership) == ["working results read"]


def test_an_executive_member_sees_the_release_with_its_legend(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    for query in ("", "?paper=working"):
        page = client.get(address(partnership, round_) + query).text
        assert "Release 1" in page
        assert "[c] confidential" in page
        assert ">7</td>" not in page
    assert actions(session, partnership) == []


def test_an_anonymous_round_shows_everyone_the_same_release(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    texts = []
    for role in ("qa_group", "executive_member"):
        sign_in(client, make_user(session, partnership, roles=(role,)))
        page = client.get(address(partnership, round_)).text
        texts.append(re.search(r"<table.*</table>", page, re.DOTALL)[0])  # type: ignore[index]
        assert "Release 1" in page
        assert "raw data" not in page
    assert texts[0] == texts[1]


def test_each_chart_of_the_page_is_drawn_and_has_words(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(partnership, round_)).text
    images = re.findall(r'<img [^>]*src="([^"]+\.svg)" alt="([^"]+)"', page)
    assert {re.search(r"/(question|rates|themes)/", source)[1] for source, _ in images} == {"question", "rates"}  # type: ignore[index]
    for source, words in images:
        response = client.get(source)
        assert response.status_code == 200
        assert response.mimetype == "image/svg+xml"
        assert response.text.startswith("<svg")
        assert words


def test_a_chart_cannot_be_had_without_the_page_that_names_it(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    source = re.search(r'src="([^"]+\.svg)"', client.get(address(partnership, round_)).text)[1]  # type: ignore[index]
    assert client.get(source).status_code == 200
    assert client.get(re.sub("/[0-9a-f]{20}/", "/" + "0" * 20 + "/", source)).status_code == 404
    assert client.get(source.replace("-460.svg", "-9000.svg")).status_code == 404
    assert client.get(source.replace("/question/", "/themes/")).status_code == 404
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(source).status_code == 404


def test_the_workbook_downloads_and_is_logged(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(partnership, round_, "results/workbook"))
    assert response.headers["Content-Disposition"] == f"attachment; filename={round_.slug}-working-paper.xlsx"
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).sheet_names
    assert not [name for name in sheets if "raw" in name.lower()]
    assert actions(session, partnership) == ["working results read", "results downloaded"]


def test_raw_data_comes_only_with_the_permission_and_never_from_an_anonymous_round(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    response = client.get(address(partnership, round_, "results/workbook?raw=yes"))
    cells = [
        cell
        for name in CalamineWorkbook.from_filelike(io.BytesIO(response.data)).sheet_names
        for row in CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert cells.count("A secret sentence") == 7
    assert "raw answers read" in actions(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(address(partnership, round_, "results/workbook?raw=yes")).status_code == 403


def test_no_download_of_an_anonymous_round_holds_a_single_answer(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    refused = client.get(address(partnership, round_, "results/workbook?raw=yes"))
    assert refused.status_code == 403
    assert "anonymous" in refused.text
    for page in ("results", "results/report.json"):
        assert "A secret sentence" not in client.get(address(partnership, round_, page)).text
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(address(partnership, round_, "results/workbook")).data))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "A secret sentence" not in cells


def test_the_json_is_the_report_that_the_page_shows(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_anonymous_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    report = json.loads(client.get(address(partnership, round_, "results/report.json")).data)
    assert (report["release_class"], report["release_number"], report["responses"]) == ("release", 1, 15)
    assert report["response_rate"]["sentence"] in client.get(address(partnership, round_)).text


def test_a_decision_to_hide_nothing_shows_the_small_numbers_and_who_decided(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_answered_round(session, partnership, policy=make_policy(session, partnership, policy="none"))
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = client.get(address(partnership, round_)).text
    assert ">7</td>" in page
    assert "Decided by QA group on 15 January 2026" in page


@pytest.mark.parametrize("page", ["results", "results/workbook", "results/report.json", "coding"])
def test_nobody_reaches_the_round_of_another_partnership(client: FlaskClient, session: Session, page: str) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    session.commit()
    assert client.get(f"/p/elsewhere/rounds/elsewhere-round/{page}").status_code == 404
    assert client.get(f"/p/{partnership.slug}/rounds/elsewhere-round/{page}").status_code == 404


SECTORS = """
settings: {form_id: sectors, form_title: Sectors, version: "1", default_language: English (en)}
choices:
  sectors: [{name: health, label: Health}, {name: schools, label: Schools}, {name: police, label: Police}]
  agree: [{name: agree, label: Agree}, {name: neither, label: Neither}, {name: disagree, label: Disagree}]
scales:
  agree: {direction: best_first, favourable: [agree]}
survey:
  - type: group
    name: page
    label: A page
    children:
      - {type: select_one sectors, name: sector, label: Which sector?}
      - {type: select_one agree, name: useful, label: Was it useful?}
"""


def make_sector_round(session: Session, partnership: Partnership, **values: object) -> Round:
    """A closed anonymous round in which schools agree, health does not, and two are of the police."""
    round_ = make_round(
        session, partnership, publish(session, partnership, SECTORS),
        **{"access": "open", "anonymous": True, "state": "closed", "break_down_by": ["sector"], "population_size": 90,
           **values},
    )  # fmt: skip
    answers = [("schools", "agree")] * 24 + [("schools", "neither")] * 6
    answers += [("health", "agree")] * 8 + [("health", "neither")] * 17 + [("police", "neither")] * 2
    add_opened_answers(session, round_, [{"sector": sector, "useful": useful} for sector, useful in answers])
    return round_


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_each_question_stands_there_by_the_groups_of_a_breakdown(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    none = make_policy(session, partnership, policy="none")
    round_ = make_sector_round(session, partnership, policy=none)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = text_of(client.get(address(partnership, round_)).text)
    assert "By “Which sector?”" in page
    assert "Schools 30 80% (24) 63% to 90%" in page
    assert "Police 2 0% (0)" in page
    assert "The groups differ by more than chance would explain (p under 0.001)." in page
    assert "corrected by Holm, over 1 question by Which sector?" in page


def test_in_a_release_small_groups_are_marked_and_nothing_is_tested(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_sector_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = text_of(client.get(address(partnership, round_)).text)
    assert "Schools 30 80% (24) 63% to 90%" in page
    assert "Police [c]" in page
    assert "Not tested, since something of this table is not shown." in page


def test_the_page_says_whether_figures_may_be_reported_and_what_everybody_could_think(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_sector_round(session, partnership, policy=make_policy(session, partnership, policy="none"))
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = text_of(client.get(address(partnership, round_)).text)
    assert "May it be reported? Yes Base and response rate meet the thresholds" in page
    assert "of everybody asked it is between 36% and 72%." in page  # 32 of 90, and 32 with the 33 who are silent


def test_a_release_prints_the_marks_of_its_policy_and_rounded_counts(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    nhs = standing_decision(session, partnership.id, "nhs", decided_by="QA group", today=date(2026, 11, 2))
    round_ = make_sector_round(session, partnership, policy=nhs)
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    with_usual_marks = make_answered_round(session, partnership)
    assert "[c] confidential" in client.get(address(partnership, with_usual_marks)).text
    page = client.get(address(partnership, round_)).text
    assert "[c]" not in page
    assert "* confidential: hidden because it is small" in page
    said = text_of(page)
    assert "61% (55 of 90)" in said
    assert re.search(r"Police \* \*", said)
    chart = re.search(r'src="([^"]+charts/release/[^"]+/question/sector-460.svg)"', page)
    assert chart is not None
    svg = client.get(chart[1]).text
    assert "[c]" not in svg
    assert ">*<" in svg


def test_a_page_says_that_the_last_few_answers_are_left_out_for_good(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_sector_round(session, partnership, state="open")
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    page = text_of(client.get(address(partnership, round_)).text)
    assert "Answers are broken down by group once the round has closed." in page
    assert "By “Which sector?”" not in page
    add_opened_answers(session, round_, [{"sector": "health", "useful": "agree"}] * 3)
    round_.state = "closed"
    session.flush()
    page = text_of(client.get(address(partnership, round_)).text)
    assert "The last few answers came in, or changed, after this release" in page
    assert "63% (57 of 90)" in page


def test_the_round_page_prints_rates_with_the_marks_of_its_policy(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    dfe = standing_decision(session, partnership.id, "dfe", decided_by="QA group", today=date(2026, 11, 2))
    round_ = make_anonymous_round(session, partnership)
    round_.policy_id = dfe.id
    for invitation in session.scalars(select(Invitation).where(Invitation.round_id == round_.id)):
        invitation.answered = invitation.answered and invitation.strata["forum"] == "North"
    session.flush()
    session.expire(round_, ["policy"])
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(address(partnership, round_, "").rstrip("/")).text
    assert "All of these carry the same mark, c." in page
    assert "[c]" not in page
