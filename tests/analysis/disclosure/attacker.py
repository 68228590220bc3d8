"""An attacker on a released report: reads its JSON and solves for what is hidden.

The attacker knows what anyone can know: the questionnaire, the report, that people are whole numbers, and that a count
marked [c] is at least one. All that the report says is written down as linear constraints over whole numbers, all
tables together, and :func:`scipy.optimize.milp` tells whether a value is possible. Nothing of :mod:`analysis` is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Terms = Mapping[str, float]
ABSENCES = ("not_asked", "not_answered", "not_applicable", "dont_know")
Row = tuple[Terms, float, float]  # a sum, and the two numbers that it lies between
UNBOUNDED = 1_000
WITHOUT_PRESOLVE = {"presolve": False}  # with it, HiGHS (in scipy 1.17) misses optima now and then


@dataclass(slots=True)
class Attacker:
    """A system of what is known; variables are named by the place of a count in the report."""

    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    _parts: dict[str, System] | None = None

    def count(self, name: str, value: int | None, least: int = 0) -> None:
        """A count that is known, or that is a whole number of at least so many."""
        self.low[name] = least if value is None else value
        self.high[name] = UNBOUNDED if value is None else value

    def know(self, terms: Terms, low: float, high: float) -> None:
        """A sum that is known to lie between two numbers."""
        for name in terms:
            self.low.setdefault(name, 0)
            self.high.setdefault(name, UNBOUNDED)
        self.rows.append((terms, low, high))

    def equal(self, whole: str, parts: Iterable[str]) -> None:
        self.know({whole: -1, **dict.fromkeys(parts, 1)}, 0, 0)

    def at_most(self, smaller: str, larger: str | Iterable[str]) -> None:
        more = [larger] if isinstance(larger, str) else list(larger)
        self.know({smaller: 1, **dict.fromkeys(more, -1)}, -np.inf, 0)

    def can_be(self, name: str, value: int) -> bool:
        """Whether the count can have this value, as far as the attacker knows."""
        if self._is_known(name):
            return value == self.low[name]
        return self._part_of(name).solve({}, {name: value}) is not None

    def range(self, name: str) -> tuple[int, int]:
        """The least and the greatest that a count can be."""
        if self._is_known(name):
            return round(self.low[name]), round(self.low[name])
        ends = []
        for sign in (1, -1):
            found = self._part_of(name).solve({name: sign}, {})
            if found is None:
                raise AssertionError("the report contradicts itself")
            ends.append(found[name])
        return ends[0], ends[1]

    def _is_known(self, name: str) -> bool:
        return self.low[name] == self.high[name]

    def _part_of(self, name: str) -> System:
        if self._parts is None:
            self._parts = dict(self._split())
        return self._parts[name]

    def _split(self) -> Iterator[tuple[str, System]]:
        """What is unknown, in parts that have nothing to do with each other; what is known stands in the bounds."""
        # Dictionaries for sets: the order of the constraints must not change from run to run.
        unknown = {name: {name: None} for name in self.low if not self._is_known(name)}
        rows: dict[str, list[Row]] = {name: [] for name in unknown}
        for terms, low, high in self.rows:
            known = sum(factor * self.low[name] for name, factor in terms.items() if self._is_known(name))
            left = {name: factor for name, factor in terms.items() if not self._is_known(name)}
            if not left:
                if not low - 1e-6 <= known <= high + 1e-6:
                    raise AssertionError(f"the report contradicts itself: {terms}")
                continue
            first, *others = left
            for other in others:
                if unknown[other] is not unknown[first]:
                    unknown[first] |= unknown[other]
                    for member in unknown[other]:
                        unknown[member] = unknown[first]
            rows[first].append((left, low - known, high - known))
        systems: dict[int, System] = {}
        for name, members in unknown.items():
            if id(members) not in systems:
                own = [row for member in members for row in rows[member]]
                limits = {member: (self.low[member], self.high[member]) for member in members}
                systems[id(members)] = System(limits, own)
            yield name, systems[id(members)]


class System:
    """Constraints on some counts that hang together."""

    def __init__(self, limits: Mapping[str, tuple[float, float]], rows: Sequence[Row]) -> None:
        self.limits = limits
        self.places = {name: place for place, name in enumerate(limits)}
        matrix = np.zeros((len(rows) + 1, len(limits)))
        for number, (terms, _, _) in enumerate(rows):
            for name, factor in terms.items():
                matrix[number, self.places[name]] = factor
        low, high = [low for _, low, _ in rows], [high for _, _, high in rows]
        self.constraint = LinearConstraint(matrix, np.array([*low, 0.0]), np.array([*high, 0.0]))

    def solve(self, costs: Terms, fixed: Mapping[str, int]) -> dict[str, int] | None:
        """Whole numbers that meet all constraints at the least cost, or None."""
        limits = {**self.limits, **{name: (value, value) for name, value in fixed.items()}}
        if any(not self.limits[name][0] <= value <= self.limits[name][1] for name, value in fixed.items()):
            return None
        objective = np.array([costs.get(name, 0.0) for name in self.places])
        bounds = Bounds([low for low, _ in limits.values()], [high for _, high in limits.values()])
        # Most of these problems have a whole solution without being asked for one, and that is found much faster.
        for integrality in (0, 1):
            found = milp(
                objective,
                constraints=self.constraint,
                integrality=np.full(len(objective), integrality),
                bounds=bounds,
                options=WITHOUT_PRESOLVE,
            )
            if found.x is None:
                return None
            if np.allclose(found.x, np.round(found.x), atol=1e-6):
                break
        return {name: round(float(found.x[place])) for name, place in self.places.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That a question is asked of those counted in some places of one other question, or of two: then both must hold.

    Each group is one question and its answers (choices, or "not_answered" and the like).
    """

    question: str
    groups: Sequence[tuple[str, Sequence[str]]]


def read_report(
    text: str,
    *,
    choices: Mapping[str, Sequence[str]],
    exclusive: Mapping[str, Sequence[str]],
    links: Sequence[Link],
    frame: Sequence[Mapping[str, Any]] = (),
) -> Attacker:
    """All that the JSON of a report tells, and what the questionnaire tells of it.

    ``choices`` names the substantive choices of each single-choice question, whether the report shows them or not.
    ``frame`` is what an insider knows: how many were invited in each cell.
    """
    report = json.loads(text)
    attacker = Attacker()
    attacker.count("responses", report["responses"], 1)
    for section in report["sections"]:
        _read_section(attacker, section, choices, exclusive)
    for link in links:
        _read_link(attacker, link, {name: [*own, *ABSENCES] for name, own in choices.items()})
    _read_rates(attacker, report, frame)
    if report["themes"] is not None:
        _read_themes(attacker, report)
    return attacker


def _read_section(
    attacker: Attacker,
    section: Mapping[str, Any],
    choices: Mapping[str, Sequence[str]],
    exclusive: Mapping[str, Sequence[str]],
) -> None:
    everybody = "responses"
    if section["is_repeat"]:
        everybody = f"{section['name']}: entries"
        owners = f"{section['name']}: owners"
        attacker.count(everybody, section["entries"], 0)
        attacker.count(owners, section["responses_with_entries"], 1 if section["entries"] else 0)
        attacker.at_most(owners, everybody)
        attacker.at_most(owners, "responses")
        attacker.equal("responses", (owners, f"{section['name']}: without"))
    for block in section["questions"]:
        _read_block(attacker, block, everybody, exclusive.get(block["name"], ()))
        if block["name"] in choices:
            attacker.equal(f"{block['name']}: base", [f"{block['name']}: {one}" for one in choices[block["name"]]])


def _read_block(attacker: Attacker, block: Mapping[str, Any], everybody: str, exclusive: Sequence[str]) -> None:
    name = block["name"]
    least = 0 if block["mark"] == "c" else 1
    attacker.count(f"{name}: asked", block["asked"], least)
    attacker.count(f"{name}: base", block["base"], least)
    for kind in ABSENCES:
        attacker.count(f"{name}: {kind}", block["absences"][kind], least)
    attacker.equal(everybody, (f"{name}: asked", f"{name}: not_asked"))
    attacker.equal(f"{name}: asked", (f"{name}: base", *(f"{name}: {kind}" for kind in ABSENCES[1:])))
    rows = [f"{name}: {row['name']}" for row in block["rows"]]
    for place, row in zip(rows, block["rows"], strict=True):
        _read_share(attacker, place, row["share"], f"{name}: base")
    if block["kind"] == "multiple":
        _read_multiple(attacker, name, block["rows"], exclusive)
    if block["favourable"] is not None:
        _read_share(attacker, f"{name}: favourable", block["favourable"], f"{name}: base")
    liked = [place for place, row in zip(rows, block["rows"], strict=True) if row["favourable"]]
    if liked:
        attacker.equal(f"{name}: favourable", liked)
        attacker.equal(f"{name}: base", (f"{name}: favourable", f"{name}: unfavourable"))
    if block["numbers"] is not None and block["numbers"]["n"] is not None:
        attacker.know({f"{name}: base": 1}, block["numbers"]["n"], block["numbers"]["n"])
        _read_numbers(attacker, name, block["numbers"])
    if block["comments"] is not None:
        attacker.know({f"{name}: base": 1}, block["comments"], block["comments"])


def _read_numbers(attacker: Attacker, name: str, numbers: Mapping[str, Any]) -> None:
    """The bars of a histogram, which add up, and what the quartiles say of them."""
    bars = numbers["histogram"]
    places = [f"{name}: {bar['label']}" for bar in bars]
    for place, bar in zip(places, bars, strict=True):
        attacker.count(place, bar["count"], 1)
    if bars:
        attacker.equal(f"{name}: base", places)
    for share, quartile in ((0.25, "lower_quartile"), (0.5, "median"), (0.75, "upper_quartile")):
        value, position = numbers[quartile], (numbers["n"] - 1) * share
        for number, bar in enumerate(bars[1:] if value is not None else (), start=1):
            below: dict[str, float] = dict.fromkeys(places[:number], 1)
            if bar["low"] > value:
                attacker.know(below, int(position) + 1, np.inf)
            else:
                attacker.know(below, 0, int(position) + (position % 1 > 0))


def _read_share(attacker: Attacker, place: str, share: Mapping[str, Any], base: str) -> None:
    """A count; a percentage or an interval that is shown gives it away together with the base."""
    attacker.count(place, share["count"], 1)
    if share["base"] is not None:
        attacker.know({base: 1}, share["base"], share["base"])
    if share["share"] is not None:
        attacker.know({place: 1, base: -share["share"]}, -1e-6, 1e-6)
    for interval in ("interval", "population_interval"):
        if share[interval] is not None and (share["count"] is None or share["base"] is None):
            raise AssertionError(f"{place} is hidden, but its {interval} is shown")


def _read_multiple(attacker: Attacker, name: str, rows: Sequence[Mapping[str, Any]], exclusive: Sequence[str]) -> None:
    """Whoever answered ticked something; whoever ticked an exclusive option ticked nothing else."""
    alone = [f"{name}: {row['name']}" for row in rows if row["name"] in exclusive]
    together = [f"{name}: {row['name']}" for row in rows if row["name"] not in exclusive]
    if not rows:
        return
    attacker.equal(f"{name}: base", (f"{name}: ticked", *alone))
    for place in together:
        attacker.at_most(place, f"{name}: ticked")
        attacker.equal(f"{name}: base", (place, f"{place} not ticked"))
    for place in alone:
        attacker.equal(f"{name}: base", (place, f"{place} not ticked"))
    attacker.at_most(f"{name}: ticked", together)


def _read_link(attacker: Attacker, link: Link, choices: Mapping[str, Sequence[str]]) -> None:
    """Who is asked: exactly those of one group, or those in both of two, by the table of the two questions."""
    asked = f"{link.question}: asked"
    if len(link.groups) == 1:
        ((question, answers),) = link.groups
        attacker.equal(asked, [f"{question}: {answer}" for answer in answers])
        return
    (first, first_answers), (second, second_answers) = link.groups
    for one in choices[first]:
        attacker.equal(f"{first}: {one}", [f"{first} {one}, {second} {two}" for two in choices[second]])
    for two in choices[second]:
        attacker.equal(f"{second}: {two}", [f"{first} {one}, {second} {two}" for one in choices[first]])
    attacker.equal(asked, [f"{first} {one}, {second} {two}" for one in first_answers for two in second_answers])


def _read_rates(attacker: Attacker, report: Mapping[str, Any], frame: Sequence[Mapping[str, Any]]) -> None:
    rate = report["response_rate"]
    if rate["population_known"]:
        attacker.count("population", rate["population"], 1)
        attacker.equal("population", ("responses", "silent"))
    cells = [f"cell {number}" for number, _ in enumerate(frame)]
    for place, cell in zip(cells, frame, strict=True):
        attacker.count(place, None)
        attacker.high[place] = cell["invited"]
    if cells:
        attacker.equal("responses", cells)
        if rate["population_known"] and report["breakdowns"]:
            attacker.know({"population": 1}, sum(c["invited"] for c in frame), sum(c["invited"] for c in frame))
    for table in report["breakdowns"]:
        for row in table["rows"]:
            place = f"{table['name']} {row['label']}: answered"
            attacker.count(place, row["answered"], 1)
            members = row["label"].split(" and ")
            own = [cell for cell, values in zip(cells, frame, strict=True) if values[table["name"]] in members]
            attacker.equal(place, own)
            if row["invited"] is not None:
                attacker.know({place: 1, f"{place} not": 1}, row["invited"], row["invited"])
            if row["answered"] is None and row["rate"] is not None:
                raise AssertionError(f"{place} is hidden, but its rate is shown")


def _read_themes(attacker: Attacker, report: Mapping[str, Any]) -> None:
    themes = report["themes"]
    for name in ("comments", "coded", "respondents"):
        attacker.count(f"themes: {name}", themes[name], 0)
    written = [
        f"{block['name']}: base" for s in report["sections"] for block in s["questions"] if block["kind"] == "text"
    ]
    attacker.equal("themes: comments", written)
    attacker.at_most("themes: coded", "themes: comments")
    attacker.equal("themes: comments", ("themes: coded", "themes: uncoded"))
    attacker.at_most("themes: respondents", "themes: comments")
    attacker.at_most("themes: respondents", "responses")
    mentions = [f"theme {row['name']}: mentions" for row in themes["rows"]]
    for row in themes["rows"]:
        place = f"theme {row['name']}: "
        least = 0 if row["mentions"] is None else 1
        for name in ("mentions", "respondents"):
            attacker.count(place + name, row[name], 1 - least)
        stances = [place + stance for stance in ("strengths", "concerns", "neutral")]
        for stance in ("strengths", "concerns", "neutral"):
            attacker.count(place + stance, row[stance], least)
            attacker.at_most(place + stance, place + "mentions")
        attacker.at_most(place + "mentions", stances)
        attacker.at_most(place + "respondents", place + "mentions")
        attacker.at_most(place + "respondents", "themes: respondents")
        attacker.at_most(place + "mentions", "themes: coded")
    if mentions:
        attacker.at_most("themes: coded", mentions)
