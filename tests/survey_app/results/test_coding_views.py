from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import AnonymousResponse
from survey_app.partnership.models import Partnership
from survey_app.results.models import Coding, Theme
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round, make_user, publish, sign_in

TWO_QUESTIONS = """
settings: {form_id: two-questions, form_title: Two questions, version: "1", default_language: English (en)}
survey:
  - type: group
    name: page
    label: Page
    children:
      - {type: text, name: works, label: What works?, appearance: multiline}
      - {type: text, name: hinders, label: What hinders?, appearance: multiline}
"""


def make_commented_round(
    session: Session, partnership: Partnership, *, themes: tuple[str, ...] = ("Training",)
) -> Round:
    round_ = make_round(
        session, partnership, publish(session, partnership, TWO_QUESTIONS), access="open", anonymous=True
    )
    documents = [{"works": f"Works {n}", "hinders": f"Hinders {n}" if n < 2 else None} for n in range(5)]
    add_opened_answers(session, round_, documents)
    if themes:
        add_codeframe(session, round_, *themes)
    return round_


def base(partnership: Partnership, round_: Round) -> str:
    return f"/p/{partnership.slug}/rounds/{round_.slug}/coding"


def keys_on(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/coding/([0-9a-f]{24})", page)))


def codings(session: Session, round_: Round) -> list[Coding]:
    session.expire_all()
    return list(session.scalars(select(Coding).where(Coding.round_id == round_.id)))


def test_coding_goes_from_comment_to_comment_until_none_is_left(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership)
    user = make_user(session, partnership, roles=("qa_group",))
    sign_in(client, user)
    page = client.get(base(partnership, round_)).text
    assert "0 of 7 coded" in page
    theme = session.scalars(select(Theme.name).where(Theme.codeframe_id == round_.codeframe_id)).one()
    target = f"{base(partnership, round_)}/{keys_on(page)[0]}"
    for number in range(7):
        assert f"{number} of 7 coded" in client.get(target).text
        response = client.post(target, data={"theme": theme, f"stance-{theme}": "concern"})
        assert response.status_code == 302
        target = response.location
    assert target == base(partnership, round_)
    found = codings(session, round_)
    assert len(found) == 7
    assert {(coding.stance, coding.coder_id) for coding in found} == {("concern", user.id)}


def test_the_filter_keeps_to_one_question_while_coding(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(f"{base(partnership, round_)}?question=hinders").text
    assert "0 of 2 coded" in page
    assert "Works 1" not in page
    first, second = keys_on(page)
    response = client.post(f"{base(partnership, round_)}/{first}?question=hinders", data={})
    assert response.location == f"{base(partnership, round_)}/{second}?question=hinders"


def test_no_page_of_an_anonymous_round_shows_whose_comment_it_is(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    keys = session.scalars(select(AnonymousResponse.key).where(AnonymousResponse.round_id == round_.id)).all()
    listed = client.get(base(partnership, round_)).text
    single = client.get(f"{base(partnership, round_)}/{keys_on(listed)[0]}").text
    for key in keys:
        assert key not in listed + single
    order = re.findall(r"(?:Works|Hinders) \d", listed)
    assert sorted(order) != order


def test_comments_of_an_anonymous_round_are_for_those_who_code_them(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    assert client.get(base(partnership, round_)).status_code == 403
    sign_in(client, make_user(session, partnership, roles=("executive_member",)))
    assert client.get(base(partnership, round_)).status_code == 403


def test_the_scrutineer_reads_comments_of_other_rounds_and_changes_nothing(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, TWO_QUESTIONS))
    add_answer(session, round_, {"works": "Works well", "hinders": None})
    add_codeframe(session, round_, "Training")
    sign_in(client, make_user(session, partnership, roles=("scrutineer",)))
    page = client.get(base(partnership, round_)).text
    assert "Works well" in page
    assert keys_on(page) == []
    assert client.post(f"{base(partnership, round_)}/themes", data={"label": "New"}).status_code == 403


def test_without_a_codeframe_one_is_written_or_chosen_first(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership, themes=())
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    listed = client.get(base(partnership, round_)).text
    assert "Choose or write a codeframe" in listed
    wrong = client.post(
        f"{base(partnership, round_)}/codeframe",
        data={"which": "create", "create-title": "Ours", "create-themes": "Training\ntraining: again"},
    )
    assert wrong.status_code == 422
    assert "stands there twice" in wrong.text
    right = {"which": "create", "create-title": "Ours", "create-themes": "Training: asks for training\nTime"}
    assert client.post(f"{base(partnership, round_)}/codeframe", data=right).status_code == 302
    page = client.get(base(partnership, round_)).text
    assert "asks for training" in page
    assert "Code the next comment" in page


def test_themes_are_proposed_from_the_comments_and_made_into_a_codeframe(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, TWO_QUESTIONS))
    for number in range(12):
        works, hinders = f"Training courses helped team {number}", f"Waiting lists delayed referrals {number}"
        add_answer(session, round_, {"works": works, "hinders": hinders})
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(f"{base(partnership, round_)}/proposal").text
    assert "training" in page
    assert "referrals" in page
    lines = re.search(r'<textarea[^>]*name="create-themes"[^>]*>(.+?)</textarea>', page, re.DOTALL)
    assert lines is not None
    sent = {"which": "create", "create-title": "Proposed", "create-themes": lines[1]}
    assert client.post(f"{base(partnership, round_)}/codeframe", data=sent).status_code == 302


def test_a_theme_added_while_coding_leads_back_to_the_comment(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_commented_round(session, partnership)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    key = keys_on(client.get(base(partnership, round_)).text)[0]
    response = client.post(f"{base(partnership, round_)}/themes", data={"label": "Space", "back": key})
    assert response.location == f"{base(partnership, round_)}/{key}"
    assert "Space" in client.get(response.location).text
    again = client.post(f"{base(partnership, round_)}/themes", data={"label": "space"})
    assert again.status_code == 400
    assert "already a theme" in again.text


def test_text_of_respondents_is_never_markup(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, TWO_QUESTIONS))
    add_answer(session, round_, {"works": "<script>alert(1)</script>", "hinders": None})
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    page = client.get(base(partnership, round_)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
