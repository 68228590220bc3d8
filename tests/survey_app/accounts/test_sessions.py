"""After signing in, people go only to pages of this site; a session ends when its stamp no longer fits."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from survey_app.accounts.services import deactivate, set_password
from survey_app.accounts.sessions import safe_next
from tests.survey_app.factories import make_partnership, make_user, sign_in


@pytest.mark.parametrize("target", ["/", "/p/north/rounds/", "/p/north/?page=2", "/sign-in?next=/x"])
def test_a_path_of_this_site_is_followed(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "\\/evil.example",
     "javascript:alert(1)", "/ /evil.example", "evil.example", "/a\\b", "/x\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_anything_else_is_not(target: str | None) -> None:
    assert safe_next(target) is None


@given(st.text(alphabet="/\\:@.?#ae \t\n", max_size=12))
def test_no_accepted_target_leaves_the_site(target: str) -> None:
    accepted = safe_next(target)
    if accepted is not None:
        as_a_browser_reads_it = urljoin("https://ours.example/sign-in", accepted.replace("\\", "/"))
        assert urlsplit(as_a_browser_reads_it).netloc == "ours.example"


def test_a_session_ends_when_the_password_changes(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    sign_in(client, user)
    assert client.get("/account").status_code == 200
    set_password(session, user, "another-long-passphrase")
    assert client.get("/account").status_code == 302


def test_a_session_ends_when_the_account_is_closed(client: FlaskClient, session: Session) -> None:
    user = make_user(session, make_partnership(session), roles=("qa_group",))
    sign_in(client, user)
    deactivate(session, user)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("forged", ["1", "1:", "x:y", "999999:abc", ":"])
def test_a_forged_session_is_nobody(client: FlaskClient, forged: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = forged
    assert client.get("/account").status_code == 302
