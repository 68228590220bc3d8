"""Evidence is what it is, not what its name says; what is taken back is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey_app.collect.uploads import Upload, UploadRefused, accept
from survey_app.improvement.actions.evidence import NewEvidence, add_evidence, withdraw_evidence
from survey_app.improvement.actions.refusals import ActionRefused
from tests.survey_app.improvement.actions.action_world import TODAY, World, judged, make_action


def linked(link: str = "https://example.org/report", **values: object) -> NewEvidence:
    return NewEvidence(**{"shows": "The audit’s report", "dated": TODAY, "link": link, **values})  # type: ignore[arg-type]


def test_an_address_or_a_file_is_kept(session: Session, world: World) -> None:
    action = make_action(session, world)
    add_evidence(session, action, linked(), world.owner.id, TODAY)
    upload = Upload(name="minutes-1.txt", media_type="text/plain", content=b"Constructed minutes")
    add_evidence(session, action, linked("", upload=upload), world.owner.id, TODAY)
    assert [(one.number, one.link, one.file_name) for one in action.evidence] == [
        (1, "https://example.org/report", ""), (2, "", "minutes-1.txt"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "data:text/html,hello", "ftp://example.org/a", "//example.org/a", "example.org",
        "https://user:secret@example.org/", "https://", "https://exa mple.org/", "http://example.org:99999/",
    ],
)  # fmt: skip
def test_only_whole_addresses_of_the_web_are_links(session: Session, world: World, link: str) -> None:
    with pytest.raises(ActionRefused):
        add_evidence(session, make_action(session, world), linked(link), world.owner.id, TODAY)


def test_neither_both_nor_nothing(session: Session, world: World) -> None:
    action = make_action(session, world)
    upload = Upload(name="a.txt", media_type="text/plain", content=b"a")
    for new in (linked(""), linked(upload=upload)):
        with pytest.raises(ActionRefused, match="one of the two"):
            add_evidence(session, action, new, world.owner.id, TODAY)


def test_evidence_is_not_of_tomorrow(session: Session, world: World) -> None:
    with pytest.raises(ActionRefused, match="today or earlier"):
        add_evidence(
            session, make_action(session, world), linked(dated=TODAY + timedelta(days=1)), world.owner.id, TODAY
        )


def test_a_file_that_lies_about_its_kind_is_refused() -> None:
    with pytest.raises(UploadRefused):
        accept("file", "minutes.pdf", b"<html><script>alert(1)</script>", {}, limit=10_000)


def test_an_ended_action_takes_no_evidence(session: Session, world: World) -> None:
    action = make_action(session, world)
    judged(session, world, action, "activity_only")
    with pytest.raises(ActionRefused, match="is ended"):
        add_evidence(session, action, linked(), world.owner.id, TODAY)


def test_what_is_taken_back_is_gone_and_says_why(session: Session, world: World) -> None:
    action = make_action(session, world)
    upload = Upload(name="a.txt", media_type="text/plain", content=b"names a child")
    item = add_evidence(session, action, linked("", upload=upload), world.owner.id, TODAY)
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw_evidence(session, item, "", world.owner.id)
    withdraw_evidence(session, item, "It names a child", world.owner.id)
    session.expire_all()
    assert (item.content, item.withdrawn_why, item.is_kept) == (None, "It names a child", False)
    assert [one.number for one in action.evidence] == [1]
