"""Records of constructed audits: the one that R has worked out too, the project's moderation table, and a small one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.case_audits import AuditQuestion, AuditRecord, PanelGrade, ReturnRecord
from analysis.section11 import GradeScale
from tests.analysis.agreement.published import MODERATION

FOLDER = Path(__file__).with_name("four_agencies")
OFSTED = GradeScale(
    best_to_worst=("outstanding", "good", "requires_improvement", "inadequate"), favourable=("outstanding", "good")
)
CALLED = ("Outstanding", "Good", "Requires improvement", "Inadequate")
AGENCIES = ("Health visiting", "Oak School", "Police", "Social care")


def question(
    name: str, *, label: str = "", scale: GradeScale = OFSTED, called: Sequence[str] = CALLED
) -> AuditQuestion:
    return AuditQuestion(name=name, label=label or f"{name.upper()}. Graded", scale=scale, grade_labels=tuple(called))


def returned(case: str, agency: str, grades: Mapping[str, str | None], **values: object) -> ReturnRecord:
    """A return that was made blind, unless ``blind`` says otherwise."""
    details: dict[str, object] = {"blind": grades, **values}
    return ReturnRecord(case=case, agency=agency, state="returned", grades=grades, **details)  # type: ignore[arg-type]


def record_from(file: str) -> AuditRecord:
    """An audit from a table of :data:`FOLDER`, as R reads it too."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    cases = tuple(dict.fromkeys(row["case"] for row in rows))
    given: dict[tuple[str, str], dict[str, str | None]] = {}
    for row in rows:
        given.setdefault((row["case"], row["agency"]), {})[row["question"]] = row["own"]
    panel = {(row["case"], row["question"]): row["moderated"] for row in rows if row["moderated"]}
    return AuditRecord(
        title=file,
        cases=cases,
        agencies=AGENCIES,
        questions=tuple(question(name) for name in dict.fromkeys(row["question"] for row in rows)),
        returns=tuple(returned(case, agency, grades) for (case, agency), grades in given.items()),
        panel=tuple(PanelGrade(case=case, question=name, grade=grade) for (case, name), grade in panel.items()),
    )


def moderation_record() -> AuditRecord:
    """The project's moderation table: 32 cases, one agency, own grades in rows, moderated ones in columns."""
    worst_first = tuple(reversed(OFSTED.best_to_worst))
    pairs = [
        (worst_first[row], worst_first[column])
        for row, line in enumerate(MODERATION)
        for column, times in enumerate(line)
        for _ in range(times)
    ]
    cases = tuple(f"HER-{number:02}" for number in range(1, len(pairs) + 1))
    return AuditRecord(
        title="Moderation",
        cases=cases,
        agencies=("Police",),
        questions=(question("b1"),),
        returns=tuple(returned(case, "Police", {"b1": own}) for case, (own, _) in zip(cases, pairs, strict=True)),
        panel=tuple(
            PanelGrade(case=case, question="b1", grade=grade) for case, (_, grade) in zip(cases, pairs, strict=True)
        ),
    )


def small_record(grades: Mapping[tuple[str, str], str | None], **values: object) -> AuditRecord:
    """An audit of one question, ``b1``, from the grades by case and agency."""
    details: dict[str, object] = {
        "title": "Small",
        "cases": tuple(dict.fromkeys(case for case, _ in grades)),
        "agencies": tuple(dict.fromkeys(agency for _, agency in grades)),
        "questions": (question("b1"),),
        "returns": tuple(returned(case, agency, {"b1": grade}) for (case, agency), grade in grades.items()),
        **values,
    }
    return AuditRecord(**details)  # type: ignore[arg-type]
