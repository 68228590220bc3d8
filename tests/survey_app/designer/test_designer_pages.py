"""The designer as a QA officer uses it, without a script: every edit is a small form."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.audit_log import AuditEvent
from survey_app.designer.checking import check_parts
from tests.survey_app.designer.pages import Officer, officer
from tests.survey_app.factories import make_user, sign_in


def test_an_instrument_is_built_from_nothing_and_published(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    begun = client.post(
        f"{qa.base}/new/instrument", data={"title": "What we heard", "language": "English (en)", "unit": "people"}
    )
    assert begun.location == f"{qa.base}/what-we-heard/draft"
    qa.form_id = "what-we-heard"
    assert "Nothing is asked yet" in qa.get("").text
    qa.post("/add", {"label": "About you", "kind": "group"})
    assert "There are no questions in it yet" in qa.get("").text
    qa.post(
        "/add",
        {"label": "Was it useful?", "kind": "select_one", "new_choices": "Yes\nNo\nNot applicable", "parent": "r1"},
    )
    qa.post("/add", {"label": "Why not?", "kind": "text", "parent": "r1"})
    saved = qa.post(
        "/questions/r3",
        {
            "label": "Why not?",
            "kind": "text",
            "name": "why_not",
            "shown": ["hint", "answer", "relevant", "look"],
            "hint": "In your own words",
            "required": "yes",
            "rule_mode": "rules",
            "join": "and",
            "appearance": "multiline",
            "rules-0-question": "useful",
            "rules-0-operator": "is",
            "rules-0-value": "No",
        },
    )
    assert saved.location == f"{qa.base}/what-we-heard/draft#r3"
    outline = qa.get("").text
    assert "Asked only if ‘Was it useful?’ is ‘No’" in outline
    assert "must be answered" in outline
    row = qa.question("r3")
    assert (row["relevant"], row["required"], row["appearance"]) == ("${useful} = 'no'", True, "multiline")
    assert qa.parts.choices["useful"][2]["missing"] == "not_applicable"
    assert "This is the first version: 2 questions." in qa.get("/publish").text
    published = client.post(f"{qa.base}/what-we-heard/publish", data={"revision": str(qa.record.draft_revision)})
    assert published.location == f"{qa.base}/what-we-heard"
    assert "why_not" in client.get(f"{qa.base}/what-we-heard/versions/1.yaml").text
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.partnership_id == qa.partnership.id)).all()
    assert actions[0] == "instrument begun"
    assert actions[-1] == "instrument published"
    assert set(actions[1:-1]) == {"instrument draft changed"}


def test_rows_are_moved_duplicated_and_deleted_and_the_last_change_is_undone(
    client: FlaskClient, session: Session
) -> None:
    qa = officer(client, session)
    qa.upload()
    assert qa.post("/arrange", {"do": "down:r2"}).location.endswith("/draft#r2")
    assert [f.key for f in qa.parts.walk()] == ["r1", "r3", "r2", "r4", "r5"]
    qa.post("/questions/r3/move", {"to": "r4:r5"})
    assert [f.key for f in qa.parts.walk()] == ["r1", "r2", "r4", "r3", "r5"]
    qa.post("/arrange", {"do": "duplicate:r5"})
    assert [f.row["name"] for f in qa.parts.walk()][-1] == "people_2"
    qa.post("/arrange", {"do": "delete:r4"})
    assert [f.key for f in qa.parts.walk()] == ["r1", "r2"]
    page = qa.get("").text
    assert "Last change: “Visits” is deleted" in page
    undone = qa.post("/undo", {"revision": str(qa.record.draft_revision)})
    assert undone.location == f"{qa.base}/drafted/draft"
    assert len(list(qa.parts.walk())) == 6
    assert "is duplicated" in qa.get("/changes").text


def test_a_script_moves_a_row_and_hears_where_it_stands(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    answer = qa.post("/arrange", {"do": "move:r3", "to": "r1:r2"}, headers={"Accept": "application/json"})
    assert answer.json == {
        "announce": "“Why not?” moved, now 1 of 2 in “First page”",
        "revision": qa.record.draft_revision,
    }


def test_a_renamed_question_takes_its_conditions_along(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    qa.post(
        "/questions/r2", {"label": "Was it useful?", "kind": "select_one", "list_name": "yes_no", "name": "helpful"}
    )
    assert qa.question("r3")["relevant"] == "${helpful} = 'no'"
    assert check_parts(qa.parts).usable is not None


def test_what_is_wrong_in_a_form_is_said_and_what_was_typed_stays(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    before = qa.parts.text()
    typed = {
        "label": "Typed words",
        "kind": "text",
        "name": "why",
        "shown": ["relevant"],
        "rule_mode": "rules",
        "rules-0-question": "useful",
        "rules-0-operator": "is",
        "rules-0-value": "Perhaps",
    }
    answer = qa.post("/questions/r3", typed)
    assert answer.status_code == 422
    assert "“Perhaps” is not a choice of ‘Was it useful?’" in answer.text
    assert "Typed words" in answer.text
    assert qa.parts.text() == before


def test_a_draft_with_a_problem_is_kept_and_cannot_be_published(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    saved = qa.post(
        "/questions/r3",
        {
            "label": "Why not?",
            "kind": "text",
            "name": "why",
            "shown": ["relevant"],
            "rule_mode": "expression",
            "relevant": "${usefull} = 'no'",
        },
    )
    assert saved.location.endswith("/questions/r3")
    assert (
        "There is no question named &#39;usefull&#39;" in qa.get("/questions/r3").text
        or "usefull" in qa.get("/questions/r3").text
    )
    assert "1 thing to put right before you can publish" in qa.get("").text
    assert "Put this right first" in qa.get("/publish").text
    assert "did you mean ${useful}?" in client.post(f"{qa.base}/drafted/publish").text
    assert qa.get(".yaml").status_code == 200
    assert qa.get(".xlsx").status_code == 409
    assert "There is nothing to preview yet" in qa.get("/preview").text


def test_an_expression_is_checked_while_it_is_typed(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()

    def said(text: str, column: str = "relevant") -> tuple[bool, str]:
        answer = qa.post("/expression", {"key": "r3", "column": column, "text": text}).json
        return answer["ok"], answer["message"]

    assert said("${useful} = 'yes'") == (True, "Asked only if ‘Was it useful?’ is ‘Yes’.")
    assert (
        said("${useful} = 'maybe'")[1].startswith("Relevant: 'maybe' is not a choice") or said("${useful} = 'maybe'")[0]
    )
    assert said("${useful} =")[0] is False
    assert said("${nobody} = 1")[0] is False
    assert said("")[0] is True
    assert qa.post("/expression", {"key": "r3", "column": "colour", "text": "1"}).status_code == 400


def test_choices_are_edited_with_their_scale_and_their_order(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    rows = {
        "row": ["1", "0", "2"],
        "label-0": "Yes",
        "name-0": "yes",
        "label-1": "No",
        "name-1": "no",
        "label-2": "Not sure at all",
        "name-2": "",
        "missing-2": "dont_know",
        "direction": "best_first",
        "list_name": "agreement",
        "several": "Perhaps",
    }
    assert qa.post("/lists/yes_no", rows).location.endswith("/lists/agreement")
    choices = qa.parts.choices["agreement"]
    assert [row["name"] for row in choices] == ["no", "yes", "not_sure_at_all", "perhaps"]
    assert choices[2]["missing"] == "dont_know"
    assert qa.question("r2")["type"] == "select_one agreement"
    page = qa.get("/lists/agreement").text
    assert "Rubric: what it means" in page
    qa.post(
        "/lists/agreement",
        {
            "row": ["0", "1", "2"],
            "label-0": "No",
            "name-0": "no",
            "label-1": "Yes",
            "name-1": "yes",
            "label-2": "Perhaps",
            "name-2": "perhaps",
            "direction": "best_last",
            "action_below": "yes",
            "rubric-1": "It is done",
            "favourable-1": "y",
            "do": "up:1",
        },
    )
    assert [row["name"] for row in qa.parts.choices["agreement"]] == ["yes", "no", "perhaps"]
    assert qa.parts.scales["agreement"] == {
        "direction": "best_last",
        "rubric": {"yes": "It is done"},
        "favourable": ["yes"],
        "action_below": "yes",
    }
    assert "Questions use the list" in qa.post("/lists/agreement/delete").text
    qa.post("/lists/", {"name": "Spare", "choices": "One\nTwo"})
    assert qa.post("/lists/spare/delete").status_code == 302
    assert "spare" not in qa.parts.choices


def test_all_texts_are_translated_side_by_side(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    added = qa.post("/languages/", {"name": "Welsh (cy)"})
    assert added.location.endswith("/languages/Welsh%20(cy)")
    page = qa.get("/languages/Welsh (cy)").text
    assert "8 of 8 texts are not translated" in page
    assert 'lang="cy"' in page
    qa.post(
        "/languages/Welsh (cy)",
        {"t:q|r2|label": "Oedd e'n ddefnyddiol?", "o:q|r2|label": "", "t:c|yes_no|yes|label": "Ie"},
    )
    assert qa.question("r2")["translations"] == {"Welsh (cy)": {"label": "Oedd e'n ddefnyddiol?"}}
    assert "6 of 8 texts are not translated" in qa.get("/languages/Welsh (cy)").text
    assert "Oedd e&#39;n ddefnyddiol?" in qa.get("/languages/Welsh (cy)?show=all").text
    assert "No Welsh" in qa.get("").text
    qa.post("/languages/Welsh (cy)/delete")
    assert "translations" not in qa.question("r2")
    assert qa.get("/languages/Welsh (cy)").status_code == 404


def test_two_translators_do_not_undo_each_other(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    qa.post("/languages/", {"name": "Welsh (cy)"})
    qa.post("/languages/Welsh (cy)", {"t:q|r2|label": "Un", "o:q|r2|label": ""})
    qa.post(
        "/languages/Welsh (cy)", {"t:q|r2|label": "", "o:q|r2|label": "", "t:q|r3|label": "Dau", "o:q|r3|label": ""}
    )
    assert qa.question("r2")["translations"]["Welsh (cy)"]["label"] == "Un"
    assert qa.question("r3")["translations"]["Welsh (cy)"]["label"] == "Dau"


def test_settings_change_and_the_name_in_addresses_only_before_the_first_version(
    client: FlaskClient, session: Session
) -> None:
    qa = officer(client, session)
    qa.upload()
    values = {"form_title": "Another title", "unit": "cases", "default_language": "English (en)", "form_id": "renamed"}
    assert qa.post("/settings", values).location == f"{qa.base}/renamed/draft"
    qa.form_id = "renamed"
    assert (qa.record.title, qa.parts.settings["unit"]) == ("Another title", "cases")
    assert "Use small letters" in qa.post("/settings", values | {"form_id": "Not A Name"}).text
    assert "Write a title" in qa.post("/settings", values | {"form_title": " "}).text
    client.post(f"{qa.base}/renamed/publish")
    qa.post("/settings", values | {"form_id": "again", "form_title": "Third"})
    assert qa.record.title == "Third"


def test_the_same_piece_changed_by_two_people_is_shown_and_never_overwritten_unasked(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    qa = officer(client, session)
    qa.upload()
    page = qa.get("/questions/r3").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    other = Officer(app.test_client(), session, qa.partnership, make_user(session, qa.partnership, roles=("qa_group",)))
    sign_in(other.client, other.user)
    form = {"kind": "text", "name": "why", "shown": ["relevant"], "rule_mode": "always"}
    assert other.post("/questions/r3", form | {"label": "Their words", "seen": seen}).status_code == 302
    assert (
        other.post("/questions/r2", {"label": "Elsewhere", "kind": "select_one", "list_name": "yes_no"}).status_code
        == 302
    )
    conflict = qa.post("/questions/r3", form | {"label": "My words", "seen": seen})
    assert conflict.status_code == 409
    assert "Their words" in conflict.text
    assert "My words" in conflict.text
    assert qa.question("r3")["label"] == "Their words"
    fresh = conflict.text.partition('name="seen" value="')[2].partition('"')[0]
    assert qa.post("/questions/r3", form | {"label": "My words", "seen": fresh}).status_code == 302
    assert qa.question("r3")["label"] == "My words"
    assert qa.question("r2")["label"] == "Elsewhere", "another question is no conflict"
    assert f"{other.user.name} is editing this too, since" in qa.get("").text


def test_another_editors_change_is_not_undone(app: Flask, client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    qa.post("/arrange", {"do": "down:r2"})
    other = Officer(app.test_client(), session, qa.partnership, make_user(session, qa.partnership, roles=("qa_group",)))
    sign_in(other.client, other.user)
    refused = other.post("/undo", {"revision": str(qa.record.draft_revision)})
    assert refused.status_code == 409
    assert "Ask them, or change it back yourself" in refused.text
    heard = other.post("/presence").json
    assert heard["revision"] == qa.record.draft_revision
    assert heard["others"][0].startswith(f"{qa.user.name} is editing this too")


def test_questions_are_copied_from_the_library_with_their_lists(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    page = qa.get("/copy?from=library:case-audit").text
    assert "What shall be copied?" in page
    copied = qa.post("/copy", {"from": "library:case-audit", "key": ["r1"], "parent": ""})
    assert copied.status_code == 302
    assert check_parts(qa.parts).usable is not None, check_parts(qa.parts).errors
    assert len(list(qa.parts.walk())) > 6
    assert qa.post("/copy", {"from": "library:nothing", "key": ["r1"]}).status_code == 404


def test_two_versions_and_the_draft_are_compared(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    client.post(f"{qa.base}/drafted/publish")
    qa.post(
        "/questions/r2", {"label": "Was it of any use?", "kind": "select_one", "list_name": "yes_no", "name": "useful"}
    )
    review = qa.get("/publish").text
    assert "What changes since version 1" in review
    assert "Was it of any use?" in review
    client.post(f"{qa.base}/drafted/publish")
    compared = client.get(f"{qa.base}/drafted/compare?old=1&new=2").text
    assert "Was it of any use?" in compared
    assert "2 of 3 questions are unchanged" in compared
    assert client.get(f"{qa.base}/drafted/compare?old=1&new=9").status_code == 404


def test_a_version_goes_out_as_xlsform_yaml_and_word_and_comes_back_the_same(
    client: FlaskClient, session: Session
) -> None:
    import io

    qa = officer(client, session)
    qa.upload()
    client.post(f"{qa.base}/drafted/publish")
    workbook = client.get(f"{qa.base}/drafted/versions/1.xlsx")
    assert workbook.data[:2] == b"PK"
    assert client.get(f"{qa.base}/drafted/versions/1.docx").data[:2] == b"PK"
    back = client.post(f"{qa.base}/upload/file", data={"upload": (io.BytesIO(workbook.data), "drafted.xlsx")})
    assert back.location == f"{qa.base}/drafted", back.text
    refused = client.post(f"{qa.base}/drafted/publish")
    assert "exactly what version 1 asks" in refused.text


def test_readers_see_versions_and_cannot_open_the_designer(client: FlaskClient, session: Session) -> None:
    qa = officer(client, session)
    qa.upload()
    client.post(f"{qa.base}/drafted/publish")
    sign_in(client, make_user(session, qa.partnership, roles=("scrutineer",)))
    assert client.get(f"{qa.base}/drafted/versions/1/preview").status_code == 200
    for path in ("", "/add", "/questions/r2", "/lists/", "/settings", "/preview"):
        assert qa.get(path).status_code == 403
    for path in ("/arrange", "/undo", "/add", "/settings", "/presence"):
        assert qa.post(path).status_code == 403
