"""Passwords are kept as argon2id hashes, and bad ones are refused with advice."""

from __future__ import annotations

import subprocess
import sys

import pytest

from survey_app.accounts.passwords import (
    hash_password,
    needs_rehash,
    password_problem,
    random_password,
    verify_password,
)


def test_a_hash_costs_whoever_steals_it_64_megabytes_a_guess() -> None:
    code = "from survey_app.accounts.passwords import hash_password; print(hash_password('ample-otter-sings-low'))"
    shipped = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shipped.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_is_kept_as_an_argon2id_hash() -> None:
    password_hash = hash_password("ample-otter-sings-low")
    assert password_hash.startswith("$argon2id$")
    assert verify_password(password_hash, "ample-otter-sings-low")
    assert not verify_password(password_hash, "ample-otter-sings-high")
    assert not needs_rehash(password_hash)


def test_an_unknown_account_is_compared_with_a_real_hash_and_never_fits() -> None:
    assert not verify_password(None, "anything")
    assert not verify_password("not a hash", "anything")


@pytest.mark.parametrize(
    ("password", "words"),
    [("short", "at least 12"), ("a" * 20, "different"), ("x" * 300, "at most"), ("alex.smith-2026!", "e-mail name")],
)
def test_a_bad_password_is_refused_with_advice(password: str, words: str) -> None:
    problem = password_problem(password, email="alex.smith@agency.example")
    assert problem is not None
    assert words in problem


def test_a_random_password_is_good_enough_and_new_each_time() -> None:
    passwords = {random_password() for _ in range(20)}
    assert len(passwords) == 20
    assert all(password_problem(password, email="a@agency.example") is None for password in passwords)
