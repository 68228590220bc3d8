"""A form with every kind of question and repeats in repeats, and made-up answers to it."""

from __future__ import annotations

import json
import random
from typing import Any

from analysis.figures import Figures, compute_figures
from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.model import Instrument
from tests.analysis.rounds import CHOICES, SCALES, comment, group, make_round, question, repeat

LISTS: dict[str, list[dict[str, Any]]] = {
    **CHOICES,
    "help": [
        {"name": "time", "label": "More time with each family"},
        {"name": "training", "label": "Training"},
        {"name": "supervision", "label": "Supervision"},
        {"name": "records", "label": "Better records"},
    ],
    "regions": [{"name": "north", "label": "North"}, {"name": "south", "label": "South"}],
    "towns": [
        {"name": "exampleton", "label": "Exampleton", "columns": {"region": "north"}},
        {"name": "sampleford", "label": "Sampleford", "columns": {"region": "north"}},
        {"name": "mockham", "label": "Mockham", "columns": {"region": "south"}},
    ],
}
SURVEY: list[dict[str, Any]] = [
    question("start", "begun"),
    question("end", "ended"),
    question("today", "on_day"),
    question("username", "who"),
    question("deviceid", "device"),
    {"type": "consent", "name": "taking_part", "label": "Do you agree to take part?"},
    group(
        "about_you",
        question("text", "role", label="Your role"),
        question("email", "mail"),
        question("phone", "telephone"),
        question("url", "website"),
        question("barcode", "badge"),
        question("integer", "years", label="Years in the job"),
        question("decimal", "hours", label="Hours a week"),
        question("range", "confidence_now", label="How confident are you, 1 to 10?", parameters="start=1 end=10"),
        question("date", "started_on"),
        question("time", "at"),
        question("dateTime", "met_at"),
        question("calculate", "score", calculation="${confidence_now} * 10", label="Score"),
        question("calculate", "band", calculation="if(${years} > 5, 'long', 'short')", label="Band"),
        question("hidden", "source", default="poster"),
        label="About you",
    ),
    group(
        "views",
        question("select_one agree", "heard", appearance="likert", label="Children are heard"),
        question("select_one sectors", "sector", or_other=True, label="Your sector"),
        question("select_multiple topics", "topics", label="What worries you"),
        question("rank help", "helps", label="What would help most"),
        question("select_one regions", "region", label="Region"),
        question("select_one towns", "town", choice_filter="region = ${region}", label="Town"),
        question("acknowledge", "seen", label="I have read the policy"),
        label="Views",
    ),
    group(
        "matrix",
        question("select_one agree", "safe", label="I can raise a worry"),
        question("select_one agree", "listened", label="I am listened to"),
        question("select_one agree", "supported", label="I am supported"),
        appearance="table-list",
        label="How far do you agree?",
    ),
    group(
        "files",
        question("image", "photo"),
        question("audio", "sound"),
        question("video", "film"),
        question("file", "paper"),
        question("signature", "signed"),
        question("geopoint", "place"),
        question("geotrace", "way"),
        question("geoshape", "area"),
        comment("said", label="Anything else?"),
        label="Files and places",
    ),
    {
        "type": "standard met",
        "name": "st1",
        "label": "Standard 1: children are heard",
        "children": [question("select_one yes_no", "st1_policy", label="There is a policy")],
    },
    repeat(
        "visit",
        question("text", "site"),
        repeat(
            "room",
            question("select_one met", "tidy", label="The room is fit for children"),
            comment("remark"),
            repeat("toy", question("integer", "age_from"), label="Toys", entry_name="toy"),
            label="Rooms",
            entry_name="room",
        ),
        label="Visits",
        entry_name="visit",
        unit="organisations",
    ),
    question("safety", "worried", label="Is a child at risk now?"),
]


def kinds_instrument(*, unit: str = "people") -> CompiledInstrument:
    data = {
        "settings": {"form_id": "every-kind", "form_title": "Every kind of question", "unit": unit},
        "choices": LISTS,
        "scales": SCALES,
        "survey": SURVEY,
    }
    return compile_instrument(Instrument.model_validate_json(json.dumps(data)))


def kinds_documents(number: int, *, refusals: int = 0) -> list[dict[str, Any]]:
    """Answers to everything, the same on every run; the last ``refusals`` did not agree to take part."""
    instrument = kinds_instrument()
    return [clean_answers(instrument, _answers(place, place >= number - refusals)) for place in range(number)]


def _answers(place: int, refuses: bool) -> dict[str, Any]:
    draw = random.Random(place)
    helps = [choice["name"] for choice in LISTS["help"]]
    draw.shuffle(helps)
    agree = ["strongly_agree", "agree", "agree", "neither", "disagree", "dont_know"]
    region = "north" if place % 3 else "south"
    return {
        "begun": "2026-04-30T10:00:00+01:00",
        "ended": "2026-04-30T10:20:00+01:00",
        "on_day": "2026-04-30",
        "who": f"user{place}",
        "taking_part": "no" if refuses else "yes",
        "role": f"Made-up role {place}",
        "mail": f"person{place}@example.org",
        "telephone": "01632 960001",
        "website": "https://www.example.org",
        "badge": f"0000{place}",
        "years": place % 12,
        "hours": 20.5 + place % 7,
        "confidence_now": 1 + place % 10,
        "started_on": "2020-01-31",
        "at": "09:30",
        "met_at": "2026-04-29T14:00:00",
        "source": "poster",
        "heard": draw.choice(agree),
        "sector": draw.choice(["health", "schools", "other"]),
        "sector_other": "Made-up sector",
        "topics": draw.sample(["gangs", "online", "neglect"], 2),
        "helps": helps,
        "region": region,
        "town": draw.choice(["exampleton", "sampleford"]) if region == "north" else "mockham",
        "seen": "OK" if place % 2 else None,
        "safe": draw.choice(agree),
        "listened": draw.choice(agree),
        "supported": draw.choice(agree),
        "photo": f"photo{place}.jpg",
        "sound": None,
        "film": "film.mp4",
        "paper": "paper.pdf",
        "signed": "signature.png",
        "place": "50.7 -3.5 0 5",
        "way": "50.7 -3.5 0 0; 50.8 -3.5 0 0",
        "area": "50.7 -3.5 0 0; 50.8 -3.5 0 0; 50.8 -3.4 0 0; 50.7 -3.5 0 0",
        "said": "A made-up comment." if place % 2 else None,
        "st1_policy": "yes",
        "st1": draw.choice(["fully", "mostly"]),
        "st1_rationale": "Made up.",
        "st1_impact": "Made up.",
        "st1_change": "same",
        "visit": [
            {
                "site": "A made-up site",
                "room": [
                    {"tidy": draw.choice(["fully", "partly"]), "remark": "Made up.", "toy": [{"age_from": 3}]},
                    {"tidy": "fully", "remark": None, "toy": []},
                ],
            }
            for _ in range(place % 3)
        ],
        "worried": "no",
    }


def kinds_figures(number: int, *, refusals: int = 0, **changes: Any) -> Figures:
    documents = kinds_documents(number, refusals=refusals)
    return compute_figures(make_round(kinds_instrument(), documents, **changes))
