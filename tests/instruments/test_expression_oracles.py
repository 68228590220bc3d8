"""What other evaluators make of the table's cases; where they see it differently, the case says why."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.instruments.expression_cases import CASES, ORACLES, case_name
from tests.instruments.oracles import Opinion, ask_openrosa, ask_rxeval

# At least so many cases of the table each oracle agrees with.
AGREEING = {"rxeval": 650, "openrosa": 780}


@pytest.fixture(scope="module")
def opinions(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Opinion]]:
    return {"rxeval": ask_rxeval(), "openrosa": ask_openrosa(chromium, tmp_path_factory.mktemp("oracle"))}


@pytest.mark.parametrize("oracle", ORACLES)
def test_each_case_says_where_the_oracle_differs_from_us_and_nowhere_else(
    opinions: dict[str, list[Opinion]], oracle: str
) -> None:
    wrong = []
    for case, opinion in zip(CASES, opinions[oracle], strict=True):
        stated = next((field for field in ("differs", "absent") if oracle in case.get(field, {})), "agrees")
        if stated != opinion.outcome:
            wrong.append(f"{case_name(case)}: the case says {stated}, but it {opinion.outcome} {opinion.detail}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("oracle", ORACLES)
def test_the_oracle_agrees_with_as_many_cases_as_promised(opinions: dict[str, list[Opinion]], oracle: str) -> None:
    counts = Counter(opinion.outcome for opinion in opinions[oracle])
    assert counts["agrees"] >= AGREEING[oracle], counts


def test_reasons_are_sentences() -> None:
    for case in CASES:
        for field in ("differs", "absent"):
            for oracle, reason in case.get(field, {}).items():
                assert oracle in ORACLES
                assert len(reason) > 15, case_name(case)
