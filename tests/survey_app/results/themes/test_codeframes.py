from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from survey_app.results.coding import CodingRefused, codeframe_of, save_coding
from survey_app.results.themes import codeframes
from survey_app.results.themes.codeframes import ThemeText
from tests.survey_app.factories import make_partnership
from tests.survey_app.results.commented_rounds import comments, named_round


def test_themes_are_read_from_lines_with_or_without_definitions() -> None:
    text = "Training: more, or other, training: soon\n\n- Time\n•  Feedback :\n"
    assert codeframes.read_themes(text) == [
        ("Training", "more, or other, training: soon"), ("Time", ""), ("Feedback", ""),
    ]  # fmt: skip


def test_themes_get_unique_names_and_no_label_twice(session: Session) -> None:
    partnership = make_partnership(session)
    draft = codeframes.create_codeframe(session, partnership.id, "Test", [("More training!", "")])
    assert codeframes.add_theme(session, draft, ThemeText(label="More training?")).name == "more_training_2"
    assert codeframes.add_theme(session, draft, ThemeText(label="…")).name == "theme"
    for label, why in (("MORE TRAINING!", "already a theme"), ("x" * 201, "longer than 200"), ("  ", "needs a label")):
        with pytest.raises(CodingRefused, match=why):
            codeframes.add_theme(session, draft, ThemeText(label=label))
    assert [theme.position for theme in draft.themes] == [1, 2, 3]


def test_a_published_version_is_frozen_and_edited_as_the_next_one(session: Session) -> None:
    partnership = make_partnership(session)
    first = codeframes.create_codeframe(session, partnership.id, "Test", [("Training", "Courses"), ("Time", "")])
    codeframes.publish(session, first, by_id=None)
    for change in (
        lambda: codeframes.add_theme(session, first, ThemeText(label="Space")),
        lambda: codeframes.change_theme(session, first, "training", ThemeText(label="Other")),
        lambda: codeframes.remove_theme(session, first, "time"),
        lambda: codeframes.move_theme(session, first, "time", -1),
        lambda: codeframes.rename(session, first, "Other", ""),
        lambda: codeframes.discard(session, first),
        lambda: codeframes.publish(session, first, by_id=None),
    ):
        with pytest.raises(CodingRefused, match="published and stays"):
            change()
    draft = codeframes.edit(session, first)
    assert codeframes.edit(session, first) is draft
    codeframes.change_theme(session, draft, "training", ThemeText(label="Courses", definition="New words"))
    codeframes.move_theme(session, draft, "time", -1)
    codeframes.publish(session, draft, by_id=None)
    assert (draft.version, draft.key) == (2, first.key)
    assert [(theme.name, theme.label) for theme in draft.themes] == [("time", "Time"), ("training", "Courses")]
    assert [theme.label for theme in first.themes] == ["Training", "Time"]
    assert codeframes.codeframes_of(session, partnership.id) == [draft]


def test_a_theme_cannot_stand_beneath_itself_and_its_children_move_up(session: Session) -> None:
    draft = codeframes.create_codeframe(
        session, make_partnership(session).id, "Test", [("A", ""), ("B", ""), ("C", "")]
    )
    codeframes.change_theme(session, draft, "b", ThemeText(label="B", parent="a"))
    codeframes.change_theme(session, draft, "c", ThemeText(label="C", parent="b"))
    for parent in ("c", "b"):
        with pytest.raises(CodingRefused, match="beneath itself"):
            codeframes.change_theme(session, draft, "a", ThemeText(label="A", parent=parent))
    with pytest.raises(CodingRefused, match="not in this codeframe"):
        codeframes.change_theme(session, draft, "a", ThemeText(label="A", parent="a"))
    codeframes.remove_theme(session, draft, "b")
    assert {theme.name: theme.parent for theme in draft.themes} == {"a": "", "c": "a"}


def test_a_round_goes_on_to_a_version_only_if_it_still_has_the_themes_in_use(session: Session) -> None:
    round_ = named_round(session, "Fine")
    first = codeframe_of(session, round_)
    assert first is not None
    save_coding(session, round_, comments(session, round_)[0].place, {"time": "concern"}, coder_id=None)
    without = codeframes.edit(session, first)
    codeframes.remove_theme(session, without, "time")
    codeframes.publish(session, without, by_id=None)
    assert codeframes.newer_version(session, first) is without
    with pytest.raises(CodingRefused, match="no longer has time"):
        codeframes.use_codeframe(session, round_, without)
    with_it = codeframes.edit(session, without)
    codeframes.add_theme(session, with_it, ThemeText(label="Time"))
    codeframes.publish(session, with_it, by_id=None)
    codeframes.use_codeframe(session, round_, with_it)
    assert codeframe_of(session, round_) is with_it


def test_a_theme_added_while_coding_makes_the_next_version(session: Session) -> None:
    round_ = named_round(session, "Fine")
    first = codeframe_of(session, round_)
    assert first is not None
    theme = codeframes.add_theme_while_coding(session, round_, ThemeText(label="Food"), by_id=None)
    present = codeframe_of(session, round_)
    assert present is not None
    assert (present.version, theme.name, present.state) == (2, "food", "published")
    assert len(first.themes) == 3
    codeframes.edit(session, present)
    with pytest.raises(CodingRefused, match="preparing version 3"):
        codeframes.add_theme_while_coding(session, round_, ThemeText(label="Drink"), by_id=None)
