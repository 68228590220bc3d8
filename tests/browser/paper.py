"""What is wrong with a page as it is printed, and the pages that people take to a meeting on paper."""

from __future__ import annotations

from playwright.sync_api import Page

A4 = {"width": 703, "height": 1030}  # a sheet within margins of 12 millimetres, in CSS pixels

PAPERS = (
    "agency_actions.index", "audit_overviews.coverage", "briefs.show", "case_audits.audit_report_page",
    "case_audits.case_report_page", "case_audits.dip_sample", "case_audits.dip_trend", "case_audits.figures",
    "case_audits.moderation", "case_audits.moderation_case", "case_audits.moderation_record",
    "executive.decision", "executive.decisions", "executive.meeting", "improvement.actions",
    "improvement.finding", "improvement.index", "improvement.recommendation", "improvement.recommendations",
    "incidents.figures", "incidents.index", "incidents.show", "indicators.index", "indicators.show",
    "my_actions.mine", "peer_reviews.show", "programme.annual", "programme.calendar", "programme.coverage",
    "programme.year", "scrutiny.days", "scrutiny.entry", "scrutiny.index", "scrutiny.report",
)  # fmt: skip

_FAULTS = """() => {
  const large = box => box.width > 1 && box.height > 1;
  const shown = e => e.checkVisibility({visibilityProperty: true}) && large(e.getBoundingClientRect());
  const all = selector => [...document.querySelectorAll(selector)].filter(shown);
  const says = e => `“${(e.innerText || e.name || e.className).trim().slice(0, 40)}”`;
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const pressed = '.govuk-button, button, nav, main input, main select, main textarea';
  const palest = e => Math.min(...getComputedStyle(e).color.match(/[\\d.]+/g).slice(0, 3).map(Number));
  const isText = e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
  return [
    ...(wide > 0 ? [`${wide} pixels are cut at the edge`] : []),
    ...all(pressed).map(e => `${says(e)} is there to be pressed or filled in`),
    ...all('main *').filter(e => isText(e) && palest(e) > 150).map(e => `${says(e)} is too pale`),
    ...all('.govuk-tag').filter(e => !parseFloat(getComputedStyle(e).borderTopWidth)).map(e => `${says(e)} is no tag`),
  ];
}"""


def paper_faults(page: Page) -> list[str]:
    """What is cut, to be pressed, or unreadable when the page is printed, by browsers that print no backgrounds."""
    page.emulate_media(media="print")
    faults: list[str] = page.evaluate(_FAULTS)
    return [f"“{page.title()}”: {fault}" for fault in faults]
