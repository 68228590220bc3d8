"""A form in easy read: one question a page, skipped when one likes, help at once, and promises that are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.collect.models import Draft, HelpRequest, SafetyAlert, SealedAnswer, SubmissionRevision
from survey_app.mail import OutboxMessage
from survey_app.partnership.models import Contact, Partnership
from survey_app.rounds.models import Round
from survey_app.rounds.ways import links
from tests.instruments.readability import reading_age, sentences_of, words_of
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_user, sign_in
from tests.survey_app.forums.hub_factories import make_hub_cycle

FORM = "children-and-families-feedback"
DUTY = "duty@example.org"
Kind = str


@pytest.fixture
def database_kind() -> str:
    """These are pages; that alerts are kept on both databases is tested in test_safety.py."""
    return "sqlite"


@pytest.fixture
def child(
    client: FlaskClient, session: Session, round_of: Callable[..., Round], partnership: Partnership
) -> Callable[[Kind], Respondent]:
    """``child("open")`` is somebody on the start page; also "token" and "anonymous"."""
    partnership.urgent_phone = "01632 960100"
    make_user(session, partnership, roles=("duty_person",)).email = DUTY

    def make(kind: Kind) -> Respondent:
        if kind == "token":
            round_ = round_of(FORM, access="token")
            contact = Contact(partnership_id=partnership.id, name="Wren Made-Up", email="wren@example.org")
            session.add(contact)
            invitation, token = make_invitation(session, round_)
            session.flush()
            invitation.contact_id = contact.id
            return Respondent(client, f"/a/{token}")
        round_ = round_of(FORM, access="open", anonymous=kind == "anonymous")
        return Respondent(client, f"/s/exampleshire/{round_.slug}")

    return make


def begin(person: Respondent, who: str = "age_5_10") -> Respondent:
    """As far as the first question that counts."""
    person.press("Start")
    person.press("Next", {"who": who})
    person.press("Next", {"helper": "nobody"})
    return person


def to_safer(person: Respondent) -> Respondent:
    begin(person)
    for _ in range(4):
        person.press("Skip")
    assert person.heading == "Do you feel safer now?"
    return person


def alerts(session: Session) -> list[SafetyAlert]:
    session.rollback()
    return list(session.scalars(select(SafetyAlert).order_by(SafetyAlert.question)))


EVERY_WAY = pytest.mark.parametrize("kind", ["open", "token", "anonymous"])


@EVERY_WAY
class TestStart:
    def test_the_promises_of_the_form_are_in_sight_and_start_gives_the_consent(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = child(kind)
        assert person.heading == "Tell us what you think"
        promises = [" ".join(line.text_content().split()) for line in person.page.xpath("//main//ul/li[@data-read]")]
        assert promises[-4:-1] == [
            "You can choose to answer or not.",
            "What you say will not change your help.",
            "If you may be hurt, we must tell someone.",
        ]
        person.press("Start")
        assert person.heading == "Who are you?"

    def test_it_says_the_truth_of_each_way(self, child: Callable[[Kind], Respondent], kind: Kind) -> None:
        said = {
            "open": "We do not ask who you are. People at Exampleshire Partnership read what you say.",
            "token": "We can see that the answers are yours.",
            "anonymous": "We do not ask who you are, so this page cannot get help for you.",
        }
        text = child(kind).text
        assert [way for way, sentence in said.items() if sentence in text] == [kind]
        assert ("Nobody can see here that you need help." in text) is (kind == "anonymous")

    def test_it_promises_nobody_that_nothing_can_be_found_out(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        text = child(kind).text.lower()
        for word in ("anonymous", "secret", "nobody will know", "confidential", "sealed"):
            assert word not in text
        assert "some people may still guess that it was you." in text


@EVERY_WAY
class TestQuestions:
    def test_a_page_has_one_heading_which_is_its_question(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = begin(child(kind))
        assert [" ".join(one.text_content().split()) for one in person.page.xpath("//h1|//main//h2")] == [
            "Did you know why people were helping you?"
        ]
        assert person.title.startswith("Did you know why people were helping you?")
        faces = person.page.xpath("//main//label[.//*[name()='svg']]")
        assert [" ".join(face.text_content().split()) for face in faces] == ["Yes", "A bit", "No"]

    def test_the_line_of_progress_never_jumps(self, child: Callable[[Kind], Respondent], kind: Kind) -> None:
        person = child(kind)
        person.press("Start")
        assert "Question" not in person.text
        person.press("Next", {"who": "age_5_10"})
        assert "Question" not in person.text
        person.press("Next", {"helper": "advocate"})
        for number in range(1, 9):
            assert f"Question {number} of 8" in person.text
            person.press("Skip")
        assert person.heading == "Do you want to send this?"

    def test_the_page_about_being_hurt_comes_between_the_questions(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = to_safer(child(kind))
        assert "Question 5 of 7" in person.text
        person.press("Next", {"safer_5_10": "no"})
        person.press("Go on with the questions")
        assert person.heading.startswith("Is someone hurting you?")
        assert "Question" not in person.text
        person.press("Skip")
        assert "Question 6 of 7" in person.text

    def test_there_is_always_a_way_back_on_out_and_to_help(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = child(kind)
        person.press("Start")
        while person.heading != "Do you want to send this?":
            text = person.text
            for words in ("Next", "Skip", "Stop here", "Help me now", "0800 1111", "999", "01632 960100", "Cymraeg"):
                assert words in text, (person.heading, words)
            assert person.page.xpath("//nav//*[contains(@class, 'back')]"), person.heading
            person.press("Skip")

    def test_words_say_what_becomes_of_them(self, child: Callable[[Kind], Respondent], kind: Kind) -> None:
        person = to_safer(child(kind))
        person.press("Skip")
        assert person.heading == "Who helped you the most?"
        assert ("We will not know who wrote this." in person.text) is (kind == "anonymous")
        assert ("If you write that you may be hurt, we must tell someone." in person.text) is (kind != "anonymous")


@pytest.mark.parametrize("typed", ["sort_of", None])
def test_what_is_skipped_is_not_answered_whatever_was_chosen_or_typed(
    session: Session, child: Callable[[Kind], Respondent], typed: str | None
) -> None:
    person = begin(child("open"))
    person.press("Skip", {"why_5_10": typed} if typed else {})
    for _ in range(4):
        person.press("Skip")
    person.press("Skip", {"helped_most": "My dad hits me"} if typed else {})
    person.press("Skip")
    person.press("Send")
    assert person.heading == "Thank you"
    [document] = [one for one in session.scalars(select(SubmissionRevision.document)) if "agree" in one]
    assert document["why_5_10"] is None
    assert document["helped_most"] is None
    assert document["agree"] == "yes"
    assert not [name for name, value in document.items() if value == "skip"]
    assert alerts(session) == []


def test_skipping_takes_back_what_was_answered_before(session: Session, child: Callable[[Kind], Respondent]) -> None:
    person = begin(child("open"))
    person.press("Next", {"why_5_10": "yes"})
    person.follow("Back")
    person.press("Skip")
    session.rollback()
    assert [draft.document["why_5_10"] for draft in session.scalars(select(Draft)) if "why_5_10" in draft.document] == [
        None
    ]


class TestHelpNow:
    @pytest.mark.parametrize(
        ("answers", "question"),
        [({"safer_5_10": "no"}, "safer_5_10"), ({"helped_most": "My teacher. My dad HITS me"}, "helped_most")],
    )
    def test_the_safeguarding_lead_has_it_before_the_next_question(
        self, session: Session, child: Callable[[Kind], Respondent], answers: dict[str, Any], question: str
    ) -> None:
        person = to_safer(child("open"))
        if question == "helped_most":
            person.press("Skip")
        person.press("Next", answers)
        assert person.heading == "You can get help now"
        for number in ("tel:999", "tel:08001111", "tel:01632960100"):
            assert number in person.page.xpath("//main//a/@href")
        assert "they do not know who you are, unless you tell them" in person.text
        [alert] = alerts(session)
        assert (alert.question, alert.told, alert.acknowledged_at) == (question, "", None)
        assert "dad" not in alert.note.lower()
        assert "“no”" not in alert.note.lower()
        [mail] = session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == DUTY))
        assert mail.to_address == DUTY
        assert "dad" not in mail.body.lower()
        person.press("Go on with the questions")
        assert person.heading != "You can get help now"

    def test_it_is_told_once_and_help_is_shown_again_only_for_another_answer(
        self, session: Session, child: Callable[[Kind], Respondent]
    ) -> None:
        person = to_safer(child("open"))
        person.press("Next", {"safer_5_10": "no"})
        person.follow("Back")
        person.press("Next", {"safer_5_10": "no"})
        assert person.heading.startswith("Is someone hurting you?")
        person.press("Skip")
        person.press("Skip")
        person.press("Skip")
        person.press("Send")
        assert person.heading == "Thank you"
        assert len(alerts(session)) == 1

    @pytest.mark.parametrize("value", ["yes", "sort_of"])
    def test_other_answers_go_on(self, session: Session, child: Callable[[Kind], Respondent], value: str) -> None:
        person = to_safer(child("open"))
        person.press("Next", {"safer_5_10": value})
        assert person.heading == "Who helped you the most?"
        person.press("Next", {"helped_most": "We beat them at football. Keep in touch!"})
        assert person.heading == "What should be different?"
        assert alerts(session) == []

    def test_a_personal_link_says_of_whom_and_the_duty_list_shows_it(
        self, session: Session, client: FlaskClient, child: Callable[[Kind], Respondent], partnership: Partnership
    ) -> None:
        person = to_safer(child("token"))
        person.press("Next", {"safer_5_10": "no"})
        assert "We have told the people who keep children safe that you may need help." in person.text
        sign_in(client, make_user(session, partnership, roles=("duty_person",)))
        page = Respondent(client, "/p/exampleshire/duty")
        assert "Somebody may need help" in page.text
        assert "Wren Made-Up (wren@example.org)" in page.text
        assert "Do you feel safer now?" in page.text

    def test_yes_somebody_hurts_me_is_a_worry_like_any_other_and_asks_the_child_for_no_record(
        self, session: Session, child: Callable[[Kind], Respondent]
    ) -> None:
        person = to_safer(child("open"))
        person.press("Next", {"safer_5_10": "no"})
        person.press("Go on with the questions")
        person.press("Next", {"hurt_now": "yes"})
        assert person.heading == "You can get help now"
        assert "Who was told" not in person.text
        assert [alert.question for alert in alerts(session)] == ["hurt_now", "safer_5_10"]
        person.press("Go on with the questions")
        person.press("Skip")
        person.press("Skip")
        assert "Who was told" not in person.text
        person.press("Send")
        assert person.heading == "Thank you"
        assert len(alerts(session)) == 2

    def test_an_anonymous_round_tells_nobody_keeps_nothing_and_says_so(
        self, session: Session, child: Callable[[Kind], Respondent]
    ) -> None:
        person = to_safer(child("anonymous"))
        before = {kept: session.scalar(select(func.count()).select_from(kept)) for kept in (Draft, SealedAnswer)}
        person.press("Next", {"safer_5_10": "no"})
        assert person.heading == "You can get help now"
        assert "Nobody can find you to help you, unless you tell them." in person.text
        assert "We have told" not in person.text
        person.press("Go on with the questions")
        person.press("Next", {"hurt_now": "yes"})
        assert "We have told" not in person.text
        person.press("Go on with the questions")
        assert person.heading == "Who helped you the most?"
        assert alerts(session) == []
        for kept in (Draft, SealedAnswer):
            assert session.scalar(select(func.count()).select_from(kept)) == before[kept]
        subjects = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.to_address == DUTY)).all()
        assert subjects == []

    def test_whoever_wants_to_be_found_can_ask_in_short_words(
        self, session: Session, child: Callable[[Kind], Respondent]
    ) -> None:
        person = to_safer(child("anonymous"))
        person.press("Next", {"safer_5_10": "no"})
        person.follow("Ask us to get in touch with you")
        assert person.heading == "Ask for help"
        person.press("Send")
        assert person.problems == ["Enter a name", "Enter a telephone number or an e-mail address"]
        person.open(person.response.request.path + "?easy=1&language=cy")
        assert person.heading == "Gofyn am help"
        said = {"name": "Wren", "contact": "01632 960123"}
        answer = person.client.post(f"{person.address}?easy=1&language=en", data=said, follow_redirects=True)
        person._show(answer)
        assert person.heading == "You have asked for help"
        assert [one.name for one in session.scalars(select(HelpRequest).where(HelpRequest.name == "Wren"))] == ["Wren"]


class TestEnd:
    @EVERY_WAY
    def test_it_thanks_and_says_where_to_see_what_came_of_it_and_where_to_get_help(
        self, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = begin(child(kind))
        while person.heading != "Do you want to send this?":
            person.press("Skip")
        person.press("Send")
        assert person.heading == "Thank you"
        for said in ("We will show what you said and what we did.", "You said, we did", "0800 1111", "999"):
            assert said in person.text
        assert ("Change these answers" in person.text) is (kind == "token")

    @pytest.mark.parametrize("kind", ["open", "anonymous"])
    def test_a_round_of_a_cycle_leads_to_what_was_said_and_done(
        self, session: Session, child: Callable[[Kind], Respondent], partnership: Partnership, kind: Kind
    ) -> None:
        person = child(kind)
        slug = person.address.rpartition("/")[2]
        round_id = session.scalar(select(Round.id).where(Round.slug == slug))
        make_hub_cycle(session, partnership, voices_round_id=round_id)
        person.press("Start")
        while person.heading != "Do you want to send this?":
            person.press("Skip")
        person.press("Send")
        [link] = person.page.xpath("//main//a[contains(., 'See what people said')]/@href")
        assert link.endswith("/you-said-we-did")

    @pytest.mark.parametrize("kind", ["open", "anonymous"])
    def test_whoever_stops_has_sent_nothing_and_can_go_on_or_send_what_there_is(
        self, session: Session, child: Callable[[Kind], Respondent], kind: Kind
    ) -> None:
        person = child(kind)
        person.press("Start")
        person.press("Stop here", {"who": "parent"})
        assert person.heading == "You have stopped"
        for said in ("Nothing has been sent.", "Send what I have said", "0800 1111"):
            assert said in person.text
        session.rollback()
        kept = [one.document["who"] for one in session.scalars(select(Draft)) if "who" in one.document]
        assert kept == (["parent"] if kind == "open" else [])
        if kind == "anonymous":
            person.press("Go on with the questions")
            assert person.page.xpath("//input[@checked]/@value") == ["parent"]

    def test_a_draft_goes_on_where_it_was_left(self, child: Callable[[Kind], Respondent]) -> None:
        person = begin(child("open"))
        start = person.address.rpartition("/page/")[0]
        person.press("Next", {"why_5_10": "yes"})
        person.press("Skip")
        person.open(start)
        person.press("Go on")
        assert person.heading == "Did they do what they said?"
        person.open(f"{start}/pages")
        assert person.heading == "Did they do what they said?"


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_scanned_code_shows_children_the_promises_first(
    session: Session, client: FlaskClient, round_of: Callable[..., Round], anonymous: bool
) -> None:
    round_ = round_of(FORM, access="open", anonymous=anonymous)
    person = Respondent(client, f"/r/{links.make_general_link(session, round_).code}")
    assert person.heading == "Tell us what you think"
    person.press("Start")
    assert person.heading == "Who are you?"


def test_a_form_of_its_own_kind_without_promises_gets_ours(client: FlaskClient, round_of: Callable[..., Round]) -> None:
    round_ = round_of(OTHER, access="open")
    person = Respondent(client, f"/s/exampleshire/{round_.slug}")
    assert "You can choose to answer or not. You can skip any question." in person.text
    assert "If you may be hurt, we must tell someone." in person.text
    person.press("Start")
    person.press("Skip")
    person.press("Next", {"words": "It was good."})
    assert person.heading == "Do you want to send this?"
    person.press("Send")
    assert person.heading == "Thank you"


OTHER = """
settings:
  {form_id: other, form_title: Other, version: "1", default_language: English (en), extra: {style: pages easy_read}}
survey:
  - {type: group, name: one, label: One, children: [{type: text, name: first, label: First?, required: true}]}
  - {type: group, name: two, label: Two, children: [{type: text, name: words, label: What do you think?}]}
"""


def test_a_text_from_right_to_left_says_so(client: FlaskClient, round_of: Callable[..., Round]) -> None:
    person = Respondent(client, f"/s/exampleshire/{round_of(ARABIC, access='open').slug}?language=ar")
    person.press("Start")
    [label] = person.page.xpath("//h1//span[@lang='ar']")
    assert (label.get("dir"), label.text_content()) == ("rtl", "ما رأيك؟")
    assert person.page.xpath("//nav//*[@lang='ar' or @aria-current]")
    assert "العربية" in person.text


ARABIC = """
settings: {form_id: arabic, form_title: Two, version: "1", default_language: English (en), extra: {style: easy_read}}
survey:
  - {type: text, name: words, label: What do you think?, "label::Arabic (ar)": "ما رأيك؟"}
"""


@pytest.mark.parametrize("kind", ["open", "anonymous"])
def test_our_own_words_can_be_read_by_a_child_of_nine(child: Callable[[Kind], Respondent], kind: Kind) -> None:
    person = child(kind)
    said = lines_of(person)
    to_safer(person).press("Next", {"safer_5_10": "no"})
    said += lines_of(person)
    person.press("Go on with the questions")
    person.press("Skip")
    said += lines_of(person)
    person.press("Stop here")
    said += lines_of(person)
    assert reading_age(said) <= 9
    assert max(len(words_of(sentence)) for line in said for sentence in sentences_of(line)) <= 20


def lines_of(person: Respondent) -> list[str]:
    """What stands on a page, without names and numbers."""
    found = person.page.xpath("//main//*[self::p or self::li or self::h1 or self::h2 or self::label or self::button]")
    texts = (" ".join(one.text_content().split()) for one in found)
    return [text.replace("Exampleshire Partnership", "us") for text in texts if words_of(text)]
