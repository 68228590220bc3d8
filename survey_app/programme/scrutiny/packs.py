"""Packs “as seen on” a day: pinned copies under one title, kept by their fingerprints, and checked against them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.chain.numbering import next_number
from survey_app.improvement.chain.sent_twice import kept_before
from survey_app.improvement.chain.words import check_words
from survey_app.programme.scrutiny.models import SeenPack
from survey_app.programme.scrutiny.people import REGISTER, may
from survey_app.programme.scrutiny.refusals import ScrutinyRefused
from survey_app.results.scrutiny.models import Pin
from survey_app.results.scrutiny.pins import find_pin

MOST = 40
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:Helvetica,Arial,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5}}
table{{border-collapse:collapse}}td,th{{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left}}
img{{max-width:100%}}code{{overflow-wrap:anywhere}}</style></head><body>{body}</body></html>
"""
CHECKING = """\
How to check this pack

1. manifest.json holds everything that the pack's fingerprint is made of, apart from the fingerprint itself.
2. The fingerprint is the SHA-256 of that content as JSON in UTF-8, with sorted keys and without spaces:
   python3 -c "import json,hashlib;m=json.load(open('manifest.json',encoding='utf-8'));\\
print(hashlib.sha256(json.dumps(m['content'],ensure_ascii=False,sort_keys=True,separators=(',',':')).encode()).hexdigest())"
3. It must equal the fingerprint in manifest.json, the one on the pack's page, and the one that somebody noted down.
4. Each copy's own fingerprint is over its page as it was pinned; the pack's page says whether each still fits.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCheck:
    """Whether a pack is as it was made: itself, and the copies in it that no longer fit or are gone."""

    sound: bool
    own: bool
    altered: tuple[int, ...]


def make_pack(
    session: Session, partnership_id: int, *, title: str, note: str, numbers: Sequence[int], by_id: int, today: date,
    checked: bool = False,
) -> SeenPack:  # fmt: skip
    """Gather pinned copies under a title; each must be as it was pinned."""
    if not may(session, partnership_id, by_id, REGISTER):
        raise ScrutinyRefused("Only the independent scrutineer makes these packs.")
    called = " ".join(title.split())
    if not called or len(called) > 200:
        raise ScrutinyRefused("Give the pack a title of at most 200 characters.")
    wanted = sorted(set(numbers))
    if not wanted or len(wanted) > MOST:
        raise ScrutinyRefused(f"Choose 1 to {MOST} pinned copies.")
    check_words(session, partnership_id, [("The title", called), ("The note", note)], checked=checked)
    number = next_number(session, SeenPack, partnership_id)
    values: dict[str, Any] = {
        "partnership_id": partnership_id, "title": called, "note": note.strip(), "seen_on": today, "made_by_id": by_id,
    }  # fmt: skip
    pins = [_line(session, partnership_id, one) for one in wanted]
    if same := kept_before(session, SeenPack, lambda one: one.pins == pins, **values):
        raise ScrutinyRefused(f"You made this pack today already: it is {same.reference}.")
    pack = SeenPack(**values, number=number, made_at=now(), pins=pins)
    pack.fingerprint = pack.own_fingerprint()
    session.add(pack)
    session.flush()
    return pack


def packs_of(session: Session, partnership_id: int) -> list[SeenPack]:
    """The packs of a partnership, the newest first."""
    query = select(SeenPack).where(SeenPack.partnership_id == partnership_id)
    return list(session.scalars(query.order_by(SeenPack.number.desc())))


def find_pack(session: Session, partnership_id: int, number: int) -> SeenPack | None:
    """The pack of this number."""
    return session.scalar(select(SeenPack).where(SeenPack.partnership_id == partnership_id, SeenPack.number == number))


def pins_in(session: Session, pack: SeenPack) -> list[Pin | None]:
    """The copies of a pack; None for one that is gone."""
    return [find_pin(session, pack.partnership_id, int(line["number"])) for line in pack.pins]


def check_pack(session: Session, pack: SeenPack) -> PackCheck:
    """Look at a pack and at every copy in it."""
    altered = [
        int(line["number"])
        for line, pin in zip(pack.pins, pins_in(session, pack), strict=True)
        if pin is None or pin.own_fingerprint() != line["fingerprint"] or pin.fingerprint != line["fingerprint"]
    ]
    own = pack.own_fingerprint() == pack.fingerprint
    return PackCheck(sound=own and not altered, own=own, altered=tuple(altered))


def pack_archive(session: Session, pack: SeenPack, *, partnership: str) -> bytes:
    """The pack as a zip: a page to begin with, each copy as a page, the manifest, and how to check it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _index(pack, partnership))
        for line, pin in zip(pack.pins, pins_in(session, pack), strict=True):
            if pin is not None:
                head = f"<p>Copy {pin.number} · {escape(pin.address)} · <code>{escape(pin.fingerprint)}</code></p>"
                page = PAGE.format(title=escape(str(line["title"])), body=f"{head}{pin.html}")
                archive.writestr(f"copy-{pin.number:03}.html", page)
        manifest = {"fingerprint": pack.fingerprint, "content": pack.content()}
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.writestr("how-to-check.txt", CHECKING)
    return out.getvalue()


def _index(pack: SeenPack, partnership: str) -> str:
    rows = "".join(
        f'<tr><td><a href="copy-{int(line["number"]):03}.html">Copy {int(line["number"])}</a></td>'
        f"<td>{escape(str(line['title']))}</td><td>{escape(str(line['pinned_on']))}</td>"
        f"<td><code>{escape(str(line['fingerprint']))}</code></td></tr>"
        for line in pack.pins
    )
    body = (
        f"<h1>{escape(pack.title)}</h1><p>{escape(partnership)} · {pack.reference} · as seen on "
        f"{pack.seen_on:%-d %B %Y}</p><p>{escape(pack.note)}</p><table><thead><tr><th>Copy</th><th>Page</th>"
        f"<th>Pinned</th><th>Fingerprint</th></tr></thead><tbody>{rows}</tbody></table>"
        f"<p>Fingerprint of the pack: <code>{pack.fingerprint}</code></p>"
    )
    return PAGE.format(title=escape(pack.title), body=body)


def _line(session: Session, partnership_id: int, number: int) -> dict[str, object]:
    pin = find_pin(session, partnership_id, number)
    if pin is None:
        raise ScrutinyRefused(f"There is no pinned copy {number}. Choose those that are listed.")
    if pin.own_fingerprint() != pin.fingerprint:
        raise ScrutinyRefused(f"Copy {number} is not as it was pinned, so no pack can vouch for it.")
    return {
        "number": pin.number, "title": pin.title, "address": pin.address, "fingerprint": pin.fingerprint,
        "pinned_on": pin.pinned_at.date().isoformat(),
    }  # fmt: skip
