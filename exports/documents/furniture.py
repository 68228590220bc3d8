"""What stands on every page: whose paper it is, whether it may be passed on, which release; and its properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.section import Section, _Footer, _Header
from docx.text.paragraph import Paragraph

from analysis.derived_reports.references import RoundReference
from analysis.report import InstrumentReference, PolicyStatement, ReleaseClass, Report
from exports.documents.fields import add_field
from exports.documents.paper import Paper
from exports.documents.text_area import text_area
from exports.plain_text import plain_text
from exports.wording import WORKING_TEXT, date_text, versions_text

_VML = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document's figures are from: all that a footer says."""

    title: str
    partnership: str
    made_of: str  # "the round example-hub"
    release_class: ReleaseClass
    release_number: int | None
    produced_at: str
    instrument: InstrumentReference | None
    policy: PolicyStatement | None
    note: str = ""  # in place of version and policy, where there are several

    @property
    def produced_on(self) -> date:
        return datetime.fromisoformat(self.produced_at).date()

    @property
    def release(self) -> str:
        """The release class in words, with its number."""
        if self.release_class == "working":
            return "Working paper"
        return f"Release {self.release_number}" if self.release_number else "Release"


def origin_of(report: Report | RoundReference) -> Origin:
    """What a round's documents say of it."""
    return Origin(
        title=report.title,
        partnership=report.partnership,
        made_of=f"the round {report.slug}",
        release_class=report.release_class,
        release_number=report.release_number,
        produced_at=report.produced_at,
        instrument=report.instrument,
        policy=report.policy,
    )


def source_text(origin: Origin) -> str:
    """Release, date, version and policy in one line."""
    return " · ".join(part for part in (release_line(origin), version_line(origin)) if part)


def moment_text(produced_at: str) -> str:
    """A moment in words: ``2 March 2026, 09:30``."""
    moment = datetime.fromisoformat(produced_at)
    return f"{date_text(moment.date())}, {moment:%H:%M}"


def release_line(origin: Origin) -> str:
    """The release class, number and date."""
    return f"{origin.release}, produced {date_text(origin.produced_on)}"


def version_line(origin: Origin) -> str:
    """The version of the instrument, and the policy."""
    parts = [origin.note] if origin.note else []
    if origin.instrument is not None:
        words = versions_text(origin.instrument)
        parts.append(f"{origin.instrument.title}, {words} ({plain_text(origin.instrument.content_hash)[:8]})")
    if origin.policy is not None:
        parts.append(f"disclosure policy “{origin.policy.name}”")
    return " · ".join(parts)


def furnish(paper: Paper, origin: Origin, kind: str) -> None:
    """Fill headers and footers, and the properties that readers and search see.

    A template's own header and footer stay, and ours stand under them. On working papers each
    header carries the banner, first pages and even pages included.
    """
    for section in paper.document.sections:
        headers = [section.header]
        footers = [section.footer]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
            footers.append(section.first_page_footer)
        if paper.document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
            footers.append(section.even_page_footer)
        for header in headers:
            _fill_header(paper, header, origin, kind, section)
        for footer in footers:
            _fill_footer(paper, footer, origin, section)
    _set_properties(paper, origin, kind)


def _fill_header(paper: Paper, header: _Header, origin: Origin, kind: str, section: Section) -> None:
    if origin.release_class == "working":
        banner = _place(header, paper, "Walkabout Banner", first=True)
        banner.add_run(WORKING_TEXT)
        _add_watermark(banner)
    line = _place(header, paper, "Header")
    _right_tab(line, section)
    line.add_run(f"{plain_text(origin.partnership, 70)}\t{plain_text(kind, 40)}")


def _fill_footer(paper: Paper, footer: _Footer, origin: Origin, section: Section) -> None:
    line = _place(footer, paper, "Footer")
    _right_tab(line, section)
    line.add_run(f"{release_line(origin)}\tPage ")
    add_field(line, "PAGE", "1")
    line.add_run(" of ")
    add_field(line, "NUMPAGES", "1")
    if version := version_line(origin):
        footer.add_paragraph(plain_text(version, 125), style=paper.document.styles["Footer"])


def _place(part: _Header | _Footer, paper: Paper, style: str, *, first: bool = False) -> Paragraph:
    """A new paragraph; the empty one that a new header begins with is taken."""
    part.is_linked_to_previous = False
    paragraphs: list[Paragraph] = list(part.paragraphs)
    empty = [one for one in paragraphs if not one.text and not one._p.xpath(".//w:drawing|.//w:pict")]
    found: Paragraph
    if empty:
        found = empty[0]
    elif first and paragraphs:
        found = paragraphs[0].insert_paragraph_before()
    else:
        found = part.add_paragraph()
    found.style = paper.document.styles[style]
    return found


def _right_tab(paragraph: Paragraph, section: Section) -> None:
    width, _ = text_area(section)
    paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def _add_watermark(paragraph: Paragraph) -> None:
    """Pale words across the page, behind the text, as Word itself writes a watermark."""
    run = paragraph.add_run()
    run._r.append(
        parse_xml(
            f'<w:pict {_VML}><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
            'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
            '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
            '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
            '</v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
            '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
            '<v:shape id="WalkaboutWatermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="Working paper" '
            'style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:72pt;rotation:315;z-index:-251658752;'
            "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
            'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#eef1f2" stroked="f">'
            '<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt;font-weight:bold" string="WORKING PAPER"/>'
            "</v:shape></w:pict>"
        )
    )


def _set_properties(paper: Paper, origin: Origin, kind: str) -> None:
    properties = paper.document.core_properties
    properties.title = plain_text(f"{kind}: {origin.title}", 250)
    properties.subject = plain_text(source_text(origin), 250)
    properties.author = properties.last_modified_by = plain_text(origin.partnership, 250) or "Walkabout"
    properties.category = plain_text(WORKING_TEXT if origin.release_class == "working" else origin.release, 250)
    if origin.instrument is not None:
        instrument = origin.instrument
        properties.keywords = plain_text(
            f"{instrument.form_id}, {versions_text(instrument)}, hash {instrument.content_hash}", 250
        )
    properties.comments = plain_text(f"Made by Walkabout at {origin.produced_at} from {origin.made_of}.", 250)
    properties.revision = 1
    properties.created = properties.modified = datetime.fromisoformat(origin.produced_at).replace(tzinfo=None)
