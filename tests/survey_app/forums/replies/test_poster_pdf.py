"""The poster as a PDF, from the public page: approved words alone, named as the Word file is, with its code."""

from __future__ import annotations

import io

import docx
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.models import Forum, HubTheme
from survey_app.forums.replies import publishing, themes
from tests.exports.documents.written import paragraphs
from tests.exports.pdf.read_back import codes_of, pages_of, squeezed
from tests.survey_app.factories import sign_in
from tests.survey_app.forums.replies.reply_factories import published, replied

PAGE = "/hub/north/gangs/you-said-we-did"


def test_it_says_what_the_word_file_says_and_nothing_that_is_not_approved(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second, message="Approved words 😀 of a gŵyl.")
    replied(session, theme, planner, message="Unapproved words.", you_said="Unapproved said.")
    other = themes.add_theme(session, theme.cycle, "Secret working title")
    replied(session, other, planner, message="Unapproved answer.")
    answer = client.get(f"{PAGE}/poster.pdf")
    assert answer.mimetype == "application/pdf"
    assert "you-said-we-did-gangs.pdf" in answer.headers["Content-Disposition"]
    (page,) = pages_of(answer.data)
    word = docx.Document(io.BytesIO(client.get(f"{PAGE}/poster.docx").data))
    assert squeezed("".join(paragraphs(word)).replace("😀", "")) in squeezed(page)
    assert "Approved words of a gŵyl." in " ".join(page.split())
    assert not any(words in page for words in ("Unapproved", "Secret"))
    assert [one.split("://")[1] for one in codes_of(answer.data)] == [f"localhost{PAGE}"]


def test_it_is_there_only_while_the_page_is_published(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    replied(session, theme, planner, second)
    assert client.get(f"{PAGE}/poster.pdf").status_code == 404
    assert client.get("/hub/north/nothing/you-said-we-did/poster.pdf").status_code == 404
    published(session, theme, planner, second)
    assert client.get(f"{PAGE}/poster.pdf").status_code == 200
    publishing.unpublish(session, theme.cycle)
    assert client.get(f"{PAGE}/poster.pdf").status_code == 404


def test_it_is_offered_beside_the_word_file(
    client: FlaskClient, session: Session, forum: Forum, theme: HubTheme, planner: User, second: User
) -> None:
    published(session, theme, planner, second)
    page = sign_in(client, planner).get("/p/north/learning-hub/cycles/gangs/you-said-we-did").text
    assert f'href="{PAGE}/poster.pdf"' in page
    assert f'href="{PAGE}/poster.docx"' in page
