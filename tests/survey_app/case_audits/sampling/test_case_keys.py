"""The sealed key: opened by its passphrase and by nothing else; whatever is changed in it is noticed."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest

from survey_app.case_audits.sampling.case_keys import (
    CaseKey,
    CaseKeyRefused,
    WrongPassphrase,
    open_case_key,
    passphrase_problem,
    read_header,
    seal_case_key,
    with_date,
)
from survey_app.case_audits.sampling.key_store import CaseKeyStore, NoCaseKey
from tests.survey_app.case_audits.sampling.list_factories import PASSPHRASE

LIST_ID = "11111111-2222-4333-8444-555555555555"
KEY = CaseKey(
    list_id=LIST_ID, columns=("Name",), cases={"KTR-482-WM": ("Zebulon Constructedson",), "BCD-001-FG": ("Zoë",)}
)
DAY = date(2027, 3, 31)


def sealed() -> bytes:
    return seal_case_key(KEY, PASSPHRASE, destroy_after=DAY)


def test_the_passphrase_opens_it() -> None:
    assert open_case_key(sealed(), PASSPHRASE) == KEY


def test_it_says_when_it_is_destroyed_and_nothing_of_what_is_in_it() -> None:
    content = sealed()
    assert read_header(content)["destroy_after"] == "2027-03-31"
    for secret in ("Zebulon", "KTR-482-WM", PASSPHRASE):
        assert secret not in content.decode()
        assert secret not in repr(KEY)


def test_two_keys_of_the_same_list_have_nothing_in_common() -> None:
    one, other = (json.loads(sealed()) for _ in range(2))
    assert one["salt"] != other["salt"]
    assert one["sealed"][:32] != other["sealed"][:32]


@pytest.mark.parametrize("wrong", ["", PASSPHRASE.lower(), PASSPHRASE + " ", "another passphrase altogether"])
def test_a_wrong_passphrase_is_a_sentence(wrong: str) -> None:
    with pytest.raises(WrongPassphrase, match="does not open this key"):
        open_case_key(sealed(), wrong)


def test_a_letter_with_an_accent_is_the_same_from_every_keyboard() -> None:
    content = seal_case_key(KEY, "caf\u00e9 ladder oats kettle", destroy_after=DAY)
    assert open_case_key(content, "cafe\u0301 ladder oats kettle") == KEY


def test_every_changed_byte_of_the_sealed_part_is_noticed() -> None:
    header = json.loads(sealed())
    for name in ("sealed", "salt"):
        for place in range(0, len(header[name]) - 4, 23):
            other = "A" if header[name][place] != "A" else "B"
            forged = {**header, name: header[name][:place] + other + header[name][place + 1 :]}
            with pytest.raises(CaseKeyRefused):
                open_case_key(json.dumps(forged).encode(), PASSPHRASE)


def test_a_file_that_is_cut_off_anywhere_is_a_sentence() -> None:
    content = sealed()
    for length in range(0, len(content) - 2, 41):
        with pytest.raises(CaseKeyRefused, match=r"\."):
            open_case_key(content[:length], PASSPHRASE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("operations", 10**9), ("memory", 2**40), ("memory", -1), ("operations", True), ("format", "another"),
        ("salt", "AAAA"), ("sealed", ""), ("sealed", 7), ("destroy_after", "soon"), ("list", None),
    ],
    ids=str,
)  # fmt: skip
def test_a_file_made_to_do_harm_is_refused(name: str, value: object) -> None:
    with pytest.raises(CaseKeyRefused):
        open_case_key(json.dumps({**json.loads(sealed()), name: value}).encode(), PASSPHRASE)


def test_the_key_of_one_list_does_not_pass_for_that_of_another() -> None:
    forged = {**json.loads(sealed()), "list": LIST_ID.replace("1", "9")}
    with pytest.raises(CaseKeyRefused, match="another list"):
        open_case_key(json.dumps(forged).encode(), PASSPHRASE)


def test_its_day_is_changed_without_the_passphrase() -> None:
    later = with_date(sealed(), date(2027, 6, 30))
    assert read_header(later)["destroy_after"] == "2027-06-30"
    assert open_case_key(later, PASSPHRASE) == KEY


@pytest.mark.parametrize(
    ("passphrase", "again", "says"),
    [
        ("short", None, "at least 16"), ("x" * 201, None, "at most 200"), ("abababababababab", None, "more different"),
        (PASSPHRASE, PASSPHRASE + "!", "not the same"), (PASSPHRASE, "", "not the same"), (PASSPHRASE, PASSPHRASE, ""),
    ],
    ids=["short", "long", "repeated", "other", "once", "fine"],
)  # fmt: skip
def test_passphrases_are_long_and_typed_twice(passphrase: str, again: str | None, says: str) -> None:
    problem = passphrase_problem(passphrase, again)
    assert (says in problem) if says else problem == ""


def test_a_weak_passphrase_seals_nothing() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        seal_case_key(KEY, "short", destroy_after=DAY)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = CaseKeyStore(tmp_path / "keys")
    store.keep(LIST_ID, sealed())
    store.put_again(LIST_ID, with_date(sealed(), DAY))
    (file,) = store.directory.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700
    assert list(store.held()) == [(LIST_ID, DAY)]


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_no_fault(tmp_path: Path) -> None:
    store = CaseKeyStore(tmp_path)
    store.keep(LIST_ID, sealed())
    assert store.destroy(LIST_ID)
    assert not store.destroy(LIST_ID)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoCaseKey, match="not on this server"):
        store.read(LIST_ID)


@pytest.mark.parametrize("name", ["../secret", "", LIST_ID + "x", LIST_ID.upper().replace("1", "G")])
def test_no_name_leads_out_of_the_directory(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        CaseKeyStore(tmp_path).read(name)
