from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.results.coding import save_coding
from survey_app.results.comments import Place
from survey_app.results.snapshot import fingerprint, frame_of, round_data
from survey_app.rounds.strata import NOT_RECORDED
from tests.survey_app.answers import add_answer, add_codeframe, add_opened_answers, revise_answer
from tests.survey_app.factories import make_agency, make_invitation, make_partnership, make_round, publish

YES, NO = {"useful": "yes", "comment": "Fine"}, {"useful": "no", "comment": None}


def test_a_snapshot_holds_the_current_revision_of_every_answer_of_its_own_round(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership)
    round_ = make_round(session, partnership, version)
    first = add_answer(session, round_, YES)
    second = add_answer(session, round_, YES)
    revise_answer(session, second, NO)
    add_answer(session, make_round(session, partnership, version), YES)
    data = round_data(session, round_, produced_at=now())
    assert {record.response_id: record.document for record in data.responses} == {first: YES, second: NO}
    assert (data.population.size, data.population.known, data.closed) == (40, True, False)


def test_the_frame_counts_marks_by_the_breakdowns_of_the_round_only(session: Session) -> None:
    partnership = make_partnership(session)
    agency = make_agency(session, partnership)
    round_ = make_round(session, partnership, access="token", breakdowns=["agency", "forum"])
    for position in range(3):
        invitation, _ = make_invitation(session, round_, agency=agency, strata={"forum": "North", "role": "Nurse"})
        invitation.answered = position == 0
    make_invitation(session, round_)
    frame = frame_of(session, round_)
    assert frame is not None
    assert frame.to_dict("records") == [
        {"agency": NOT_RECORDED, "forum": NOT_RECORDED, "invited": 1, "answered": 0},
        {"agency": agency.name, "forum": "North", "invited": 3, "answered": 1},
    ]


def test_without_invitations_there_is_no_frame(session: Session) -> None:
    round_ = make_round(session, make_partnership(session))
    assert frame_of(session, round_) is None


def test_themes_and_codings_come_with_their_names(session: Session) -> None:
    round_ = make_round(session, make_partnership(session))
    key = add_answer(session, round_, YES)
    codeframe = add_codeframe(session, round_, "Training", "Time")
    place = Place(response_key=key, question="comment")
    save_coding(session, round_, place, {codeframe.themes[1].name: "concern"}, coder_id=None)
    data = round_data(session, round_, produced_at=now())
    assert [theme.name for theme in data.themes] == ["training", "time"]
    (coding,) = data.codings
    assert (coding.response_id, coding.question, coding.theme, coding.stance, coding.entry) == (
        key, "comment", "time", "concern", (0,),
    )  # fmt: skip


def test_the_fingerprint_changes_with_whatever_could_change_the_figures_and_with_nothing_else(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, access="token")
    seen = [fingerprint(session, round_)]

    def changed() -> bool:
        session.flush()
        seen.append(fingerprint(session, round_))
        return seen.count(seen[-1]) == 1

    key = add_answer(session, round_, YES)
    assert changed()
    revise_answer(session, key, NO)
    assert changed()
    invitation, _ = make_invitation(session, round_)
    assert changed()
    invitation.answered = True
    assert changed()
    codeframe = add_codeframe(session, round_, "Training", "Time")
    assert changed()
    place = Place(response_key=key, question="comment")
    for stance in ("neutral", "concern"):
        save_coding(session, round_, place, {codeframe.themes[0].name: stance}, coder_id=None)
        assert changed()
    codeframe.themes[0].definition = "Another definition"
    assert changed()
    round_.state = "closed"
    assert changed()
    invitation.token_hash = None
    round_.introduction = "Not a figure"
    assert not changed()


def test_the_fingerprint_of_an_anonymous_round_follows_its_opened_answers(session: Session) -> None:
    round_ = make_round(session, make_partnership(session), access="open", anonymous=True)
    before = fingerprint(session, round_)
    add_opened_answers(session, round_, [YES] * 5)
    assert fingerprint(session, round_) != before
