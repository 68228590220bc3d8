"""The boards stand on every page of people without an account, with a logo that is nothing but its pixels."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import ExifTags, Image
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.partnership.boards import LARGEST_LOGO, LARGEST_UPLOAD, LogoRefused, set_logo
from survey_app.partnership.models import BoardsLogo, Partnership
from survey_app.rounds.mail_texts import invitation_text, reminder_text
from survey_app.rounds.ways.links import make_general_link
from tests.survey_app.collect.respondent import Respondent
from tests.survey_app.factories import make_invitation, make_partnership, make_round, make_user, publish, sign_in
from tests.survey_app.forums.hub_factories import make_forum, make_hub_cycle

NAMES = "North Children’s Board and North Adults’ Board"
ALT = "North boards, a tree"


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north", boards=NAMES)


def picture(form: str = "PNG", size: tuple[int, int] = (300, 120), **values: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0b5563").save(out, format=form, **values)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """A picture that nothing makes much smaller but fewer pixels."""
    out = io.BytesIO()
    Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3)).save(out, format="PNG")
    return out.getvalue()


@pytest.fixture
def manager(client: FlaskClient, session: Session, partnership: Partnership) -> FlaskClient:
    return sign_in(client, make_user(session, partnership, roles=("administrator",)))


def upload(page: FlaskClient, content: bytes, name: str = "logo.png", alt: str = ALT) -> Any:
    return page.post("/p/north/settings/logo", data={"picture": (io.BytesIO(content), name), "alt_text": alt})


def logo_of(session: Session, partnership: Partnership) -> BoardsLogo:
    session.expire_all()
    return session.get_one(BoardsLogo, partnership.id)


def test_a_logo_is_written_anew_without_what_its_camera_says(
    manager: FlaskClient, session: Session, partnership: Partnership
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "a secret of the camera"
    sent = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    assert upload(manager, sent, "logo.jpg").status_code == 302
    kept = logo_of(session, partnership)
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 300, 120)
    assert b"secret" not in kept.content
    assert b"<script>" not in kept.content
    response = manager.get(f"/about/north/boards/{kept.mark}")
    assert response.data == kept.content
    assert response.mimetype == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]


def test_a_large_picture_is_made_small(session: Session, partnership: Partnership) -> None:
    kept = set_logo(session, partnership, noise((1300, 900)), ALT)
    assert len(kept.content) <= LARGEST_LOGO
    assert kept.width < 500


def test_a_file_that_is_no_reasonable_picture_is_not_even_read(session: Session, partnership: Partnership) -> None:
    with pytest.raises(LogoRefused, match="larger than 5 MB"):
        set_logo(session, partnership, picture() + b"\0" * LARGEST_UPLOAD, ALT)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a" + b"\0" * 40, "must be a PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "must be a PNG or JPEG"),
        (picture()[:60], "is not a picture that can be read"),
        (b"", "The file is empty"),
    ],
    ids=["gif", "svg", "broken", "empty"],
)  # fmt: skip
def test_what_is_no_small_picture_is_refused_in_words(
    manager: FlaskClient, session: Session, partnership: Partnership, content: bytes, said: str
) -> None:
    response = upload(manager, content)
    assert response.status_code == 422
    assert said in response.text
    assert session.get(BoardsLogo, partnership.id) is None


def test_words_for_the_logo_are_asked_for_and_can_be_changed_alone(
    manager: FlaskClient, session: Session, partnership: Partnership
) -> None:
    assert upload(manager, picture(), alt="").status_code == 422
    assert manager.post("/p/north/settings/logo", data={"alt_text": ALT}).status_code == 422  # no picture yet
    upload(manager, picture())
    assert manager.post("/p/north/settings/logo", data={"alt_text": "Other words"}).status_code == 302
    assert logo_of(session, partnership).alt_text == "Other words"
    assert manager.post("/p/north/settings/logo/drop").status_code == 302
    session.expire_all()
    assert session.get(BoardsLogo, partnership.id) is None


def test_only_who_manages_the_partnership_sets_it(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    assert upload(client, picture()).status_code == 403
    sign_in(client, make_user(session, make_partnership(session), roles=("administrator",)))
    assert upload(client, picture()).status_code == 404


def test_every_page_of_people_without_an_account_carries_the_boards(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    mark = set_logo(session, partnership, picture(), ALT).mark
    cycle = make_hub_cycle(session, partnership, slug="gangs")
    forum = make_forum(session, cycle, public_name="steve")
    version = publish(session, partnership)
    invited = make_round(session, partnership, version, access="token", closes_on=None)
    token = make_invitation(session, invited)[1]
    anonymous = make_round(session, partnership, version, access="open", anonymous=True)
    link = make_general_link(session, anonymous)
    client.post(f"/a/{token}/begin")
    pages = (
        "/hub/north/gangs", f"/hub/north/gangs/book?forum={forum.public_name}", f"/a/{token}", f"/a/{token}/pages",
        f"/a/{token}/page/only_page", f"/a/{token}/check", f"/r/{link.code}", f"/s/north/{anonymous.slug}",
        "/help/north", "/about/north/privacy",
    )  # fmt: skip
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.text.count('class="wa-boards"') == 1, address
        assert NAMES in response.text, address
        assert f'src="/about/north/boards/{mark}" alt="{ALT}"' in response.text, address


def test_the_receipt_carries_the_boards(client: FlaskClient, session: Session, partnership: Partnership) -> None:
    token = make_invitation(session, make_round(session, partnership, access="token"))[1]
    person = Respondent(client, f"/a/{token}")
    person.press("Start")
    person.press("Continue", {"useful": "yes"})
    assert person.heading == "Check your answers"
    response = person.press("Send")
    assert person.heading == "Answers received"
    assert NAMES in response.text


def test_pages_of_those_who_sign_in_and_of_other_partnerships_do_not(
    manager: FlaskClient, session: Session, partnership: Partnership
) -> None:
    mark = set_logo(session, partnership, picture(), ALT).mark
    make_partnership(session, slug="south", boards="")
    assert 'class="wa-boards"' not in manager.get("/p/north/settings/").text
    assert 'class="wa-boards"' not in manager.get("/about/south/privacy").text
    assert manager.get(f"/about/south/boards/{mark}").status_code == 404
    assert manager.get("/about/north/boards/other").status_code == 404


def test_what_is_shown_to_a_room_or_printed_for_it_carries_the_boards(
    client: FlaskClient, session: Session, partnership: Partnership
) -> None:
    officer = sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    version = publish(session, partnership)
    anyone = make_round(session, partnership, version, slug="anyone", access="open")
    make_general_link(session, anyone)
    make_invitation(session, make_round(session, partnership, version, slug="invited", access="token"))
    assert 'class="wa-boards"' in officer.get("/p/north/rounds/anyone/ways-in/screen").text
    assert NAMES in officer.post("/p/north/rounds/invited/ways-in/paper").text


def test_mail_is_signed_by_the_boards(session: Session, partnership: Partnership) -> None:
    round_ = make_round(session, partnership, access="token", closes_on=now().date())
    for text in (invitation_text(round_, "Ann"), reminder_text(round_, "Ann", is_last=True)):
        assert f"\n{NAMES}\n\n--\n" in text
    partnership.boards = ""
    assert NAMES not in invitation_text(round_, "Ann")
