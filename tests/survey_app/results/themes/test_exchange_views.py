from __future__ import annotations

import io

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.results.coding import given, save_coding
from survey_app.results.models import Codeframe
from survey_app.results.themes import codeframes
from survey_app.results.themes.double_coding import set_double_coding
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_partnership, make_user, sign_in
from tests.survey_app.results.commented_rounds import anonymous_round, coders, comments, named_round


def base(round_: Round) -> str:
    return f"/p/{round_.partnership.slug}/rounds/{round_.slug}/coding"


def upload(data: bytes, name: str, **more: str) -> dict[str, object]:
    return {"upload": (io.BytesIO(data), name), **more}


def newest(session: Session, partnership_id: int) -> Codeframe:
    session.expire_all()
    query = select(Codeframe).where(Codeframe.partnership_id == partnership_id).order_by(Codeframe.id.desc())
    return session.scalars(query).first()  # type: ignore[return-value]


def test_a_codeframe_goes_out_and_comes_in_as_it_was_in_both_kinds_of_file(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    made = codeframes.create_codeframe(
        session, partnership.id, "Ours", [("Training", "=Courses, “more”"), ("Time", "")]
    )
    text = codeframes.ThemeText(label="Time", include="Hours", exclude="Days", example="No time", parent="training")
    codeframes.change_theme(session, made, "time", text)
    before = [(t.name, t.label, t.definition, t.include, t.exclude, t.example, t.parent) for t in made.themes]
    frames = f"/p/{partnership.slug}/codeframes"
    for kind in ("csv", "qdc"):
        sent = client.get(f"{frames}/{made.key}/1/{kind}")
        answer = client.post(f"{frames}/import", data=upload(sent.data, f"ours.{kind}"))
        assert answer.status_code == 302, answer.text
        read = newest(session, partnership.id)
        assert read.id != made.id
        assert read.is_draft
        assert [
            (t.name, t.label, t.definition, t.include, t.exclude, t.example, t.parent) for t in read.themes
        ] == before


def test_a_file_replaces_the_themes_of_a_draft_and_never_of_a_published_version(
    client: FlaskClient, session: Session
) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    made = codeframes.create_codeframe(session, partnership.id, "Ours", [("Training", "")])
    into = f"/p/{partnership.slug}/codeframes/import"
    file = b"name,label\ntraining,Training\nspace,Space\n"
    client.post(into, data=upload(file, "x.csv", into=made.key))
    session.expire_all()
    assert [theme.name for theme in made.themes] == ["training", "space"]
    codeframes.publish(session, made, by_id=None)
    assert client.post(into, data=upload(b"name,label\nother,Other\n", "x.csv", into=made.key)).status_code == 422
    session.expire_all()
    assert [theme.name for theme in made.themes] == ["training", "space"]


def test_files_that_are_no_codeframes_are_refused_in_sentences(client: FlaskClient, session: Session) -> None:
    partnership = make_partnership(session)
    sign_in(client, make_user(session, partnership, roles=("qa_group",)))
    into = f"/p/{partnership.slug}/codeframes/import"
    for data in (
        b"",
        b"a,b\n1,2\n",
        b"<html></html>",
        b"<!DOCTYPE x [<!ENTITY a 'a'>]><CodeBook/>",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
    ):
        answer = client.post(into, data=upload(data, "x.csv"))
        assert answer.status_code == 422, data
        assert "There is a problem" in answer.text
    assert client.post(into, data={}).status_code == 422


def test_codings_go_out_and_come_in_again_and_what_is_coded_stays(client: FlaskClient, session: Session) -> None:
    round_ = named_round(session, "First", "Second", "Third")
    user = coders(session, round_)[0]
    sign_in(client, user)
    for comment in comments(session, round_)[:2]:
        save_coding(session, round_, comment.place, given({"time": "concern"}), coder_id=user.id)
    as_csv, as_project = client.get(f"{base(round_)}/codings.csv").data, client.get(f"{base(round_)}/project.qdpx").data
    first, second, third = comments(session, round_)
    for data, name in ((as_csv, "c.csv"), (as_project, "p.qdpx")):
        save_coding(session, round_, first.place, given({}), coder_id=user.id)
        save_coding(session, round_, second.place, given({"space": "neutral"}), coder_id=user.id)
        answer = client.post(f"{base(round_)}/import", data=upload(data, name))
        assert answer.status_code == 302, answer.text
        found = [dict(comment.themes) for comment in comments(session, round_)]
        assert found == [{"time": "concern"}, {"space": "neutral"}, {}]
    page = client.get(answer.location).text
    assert "1 comments are coded from the file. 1 were coded already" in page
    assert third.key not in as_csv.decode()


def test_codings_to_other_comments_or_themes_are_refused(client: FlaskClient, session: Session) -> None:
    round_ = named_round(session, "First")
    sign_in(client, coders(session, round_)[0])
    key = comments(session, round_)[0].key
    for line in (f"{key},elsewhere", "0000,time", f"{key},time\n{key}"):
        data = f"comment,theme\n{line}\n".encode()
        assert client.post(f"{base(round_)}/import", data=upload(data, "c.csv")).status_code == 422, line
    assert [dict(comment.themes) for comment in comments(session, round_)] == [{}]


def test_no_word_of_an_anonymous_round_can_be_downloaded(client: FlaskClient, session: Session) -> None:
    round_ = anonymous_round(session)
    user = coders(session, round_)[0]
    sign_in(client, user)
    comment = comments(session, round_)[0]
    save_coding(session, round_, comment.place, given({"time": "concern"}), coder_id=user.id)
    refused = client.get(f"{base(round_)}/project.qdpx")
    assert refused.status_code == 400
    assert "anonymous" in refused.text
    sent = client.get(f"{base(round_)}/codings.csv")
    assert comment.key in sent.text
    assert "Comment number" not in sent.text
    assert comment.place.response_key not in sent.text
    assert (
        session.scalars(select(AuditEvent).where(AuditEvent.action == "codings downloaded")).one().actor_id == user.id
    )


def test_nothing_is_downloaded_while_two_code_blind(client: FlaskClient, session: Session) -> None:
    round_ = named_round(session, "First")
    first, second = coders(session, round_)
    set_double_coding(session, round_, first.id, second.id, set_by_id=first.id)
    sign_in(client, first)
    for path in ("codings.csv", "project.qdpx"):
        assert client.get(f"{base(round_)}/{path}").status_code == 400
