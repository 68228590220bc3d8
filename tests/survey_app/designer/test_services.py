from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from instruments.errors import InstrumentError
from survey_app.designer.models import InstrumentRecord, InstrumentVersion, PublishedVersionChanged
from survey_app.designer.services import (
    PublishRefused,
    compiled_version,
    discard_draft,
    find_instrument,
    library_entries,
    library_entry,
    publish_draft,
    save_draft,
)
from tests.survey_app.factories import SMALL_INSTRUMENT, make_partnership


def test_a_draft_becomes_numbered_versions_and_a_new_draft_each_time(session: Session) -> None:
    partnership = make_partnership(session)
    record = save_draft(session, partnership.id, SMALL_INSTRUMENT, filename="small.yaml")
    first = publish_draft(session, record, actor_id=None)
    save_draft(session, partnership.id, SMALL_INSTRUMENT.replace("Was it useful?", "Useful?"), filename="small.yaml")
    second = publish_draft(session, record, actor_id=None)
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    assert record.draft_source == ""
    assert compiled_version(first).item("useful").question.label == "Was it useful?"
    assert compiled_version(second).item("useful").question.label == "Useful?"


def test_the_same_content_is_not_published_twice_whatever_its_comments(session: Session) -> None:
    partnership = make_partnership(session)
    record = save_draft(session, partnership.id, SMALL_INSTRUMENT, filename="small.yaml")
    publish_draft(session, record, actor_id=None)
    save_draft(session, partnership.id, f"# a comment\n{SMALL_INSTRUMENT}", filename="small.yaml")
    with pytest.raises(PublishRefused, match="exactly what version 1 asks"):
        publish_draft(session, record, actor_id=None)


def test_a_faulty_source_is_not_kept(session: Session) -> None:
    partnership = make_partnership(session)
    with pytest.raises(InstrumentError) as refused:
        save_draft(session, partnership.id, SMALL_INSTRUMENT.replace("yes_no,", "nowhere,"), filename="small.yaml")
    assert refused.value.problems
    assert find_instrument(session, partnership.id, "small-form") is None


def test_a_published_version_can_neither_change_nor_go(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish_draft(
        session, save_draft(session, partnership.id, SMALL_INSTRUMENT, filename="small.yaml"), actor_id=None
    )
    version.source = "changed"
    with pytest.raises(PublishedVersionChanged):
        session.flush()
    session.rollback()


def test_discarding_a_draft_keeps_what_was_published(session: Session) -> None:
    partnership = make_partnership(session)
    record = save_draft(session, partnership.id, SMALL_INSTRUMENT, filename="small.yaml")
    publish_draft(session, record, actor_id=None)
    save_draft(session, partnership.id, SMALL_INSTRUMENT.replace("Was it", "Is it"), filename="small.yaml")
    discard_draft(session, record)
    assert (record.draft_source, len(record.versions)) == ("", 1)
    fresh = save_draft(session, partnership.id, SMALL_INSTRUMENT.replace("small-form", "other-form"), filename="o.yaml")
    discard_draft(session, fresh)
    assert find_instrument(session, partnership.id, "other-form") is None


def test_nothing_to_publish_is_said(session: Session) -> None:
    partnership = make_partnership(session)
    record = InstrumentRecord(partnership_id=partnership.id, form_id="empty", title="Empty")
    session.add(record)
    session.flush()
    with pytest.raises(PublishRefused, match="no draft to publish"):
        publish_draft(session, record, actor_id=None)


def test_partnerships_number_their_versions_independently(session: Session) -> None:
    for partnership in (make_partnership(session), make_partnership(session)):
        record = save_draft(session, partnership.id, SMALL_INSTRUMENT, filename="small.yaml")
        assert publish_draft(session, record, actor_id=None).number == 1
    elsewhere = session.scalars(select(InstrumentVersion).join(InstrumentRecord)).all()
    assert len(elsewhere) == 3  # the unrelated partnership's, untouched


def test_everything_in_the_library_is_sound() -> None:
    entries = library_entries()
    assert {"section-11-walkabout", "case-audit", "learning-hub-evaluation"} <= {entry.form_id for entry in entries}
    assert all(entry.purpose for entry in entries)
    assert library_entry("nothing-of-this-name") is None
