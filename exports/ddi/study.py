"""The study: what was asked of whom, how many answered, how figures are protected and who may have what."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from analysis.report import PolicyStatement, Report
from analysis.round_data import Form
from exports.ddi.elements import add, add_text
from exports.wording import WORKING_TEXT, date_text, release_text, versions_text

UNITS = {"people": "Person", "organisations": "Organisation", "cases": "Case"}
CONFIDENTIAL = (
    "The round is anonymous. Answers carry nothing that says whose they are, nobody can be given single answers, and "
    "comments stand apart from all other answers."
)
NAMED = (
    "The round is not anonymous. Single answers are personal data, for the named team only; the partnership's own "
    "application records each reading and each download."
)
COLLECTED = (
    "Structured form, filled in online or offline. Where answers were collected in another program and imported, the "
    "warnings among the notes say so."
)
SINGLE_ANSWERS = {
    True: "There is no file of single answers for this round, and none can be made.",
    False: "Single answers are given out by the partnership only to those whom it permits to read them.",
}


def add_document(book: Element, report: Report) -> None:
    """Of this codebook itself."""
    about = add(book, "docDscr")
    citation = add(about, "citation")
    title = add(citation, "titlStmt")
    add(title, "titl", f"Codebook: {report.title}")
    add(title, "IDNo", f"{report.slug}-codebook", agency="Walkabout")
    made = add(citation, "prodStmt")
    add_text(made, "producer", report.partnership, role="producer of the study")
    add(made, "prodDate", report.produced_at[:10], date=report.produced_at[:10])
    add(made, "software", "Walkabout")
    version = add(citation, "verStmt")
    add(version, "version", release_text(report), date=report.produced_at[:10])
    if report.release_class == "working":
        add(about, "notes", f"{WORKING_TEXT}. Counts in this codebook are unsuppressed.", type="release class")


def add_study(book: Element, report: Report, form: Form) -> None:
    """Of the round."""
    study = add(book, "stdyDscr", ID="study")
    _add_citation(study, report)
    _add_scope(study, report, form)
    _add_method(study, report, form)
    _add_access(study, report)
    for definition in report.definitions:
        add(study, "notes", f"{definition.term}: {definition.text}", type="definition")
    for warning in report.warnings:
        add(study, "notes", warning, type="warning")


def _add_citation(study: Element, report: Report) -> None:
    citation = add(study, "citation")
    title = add(citation, "titlStmt")
    add(title, "titl", report.title)
    add(title, "IDNo", report.slug, level="study")
    add_text(add(citation, "rspStmt"), "AuthEnty", report.partnership)
    made = add(citation, "prodStmt")
    add_text(made, "producer", report.partnership)
    version = add(citation, "verStmt")
    add(version, "version", release_text(report), date=report.produced_at[:10], type="release")


def _add_scope(study: Element, report: Report, form: Form) -> None:
    info = add(study, "stdyInfo")
    add_text(info, "abstract", report.instrument.purpose, contentType="purpose")
    add_text(info, "abstract", " ".join(report.summary), contentType="abstract")
    scope = add(info, "sumDscr")
    for day, event in ((report.opens_on, "start"), (report.closes_on, "end")):
        if day is not None:
            add(scope, "collDate", date_text(day), date=day.isoformat(), event=event)
    add(scope, "anlyUnit", UNITS[report.unit])
    for section in report.sections:
        if section.is_repeat:
            add(scope, "anlyUnit", f"{section.label}: {section.entry_name or 'entry'} ({section.unit})")
    rate = report.response_rate
    add_text(scope, "universe", rate.note or "Whoever was asked; how many these are is not recorded.", clusion="I")
    add(scope, "dataKind", "Survey and audit data: answers to a structured form")
    add_text(info, "notes", form.instrument.settings.source, type="source of the form")


def _add_method(study: Element, report: Report, form: Form) -> None:
    method = add(study, "method")
    collecting = add(method, "dataColl")
    add(
        collecting,
        "sampProc",
        "The round was opened to the population described under universe, and whoever of it answered chose to. "
        "Figures are unweighted.",
    )
    _add_size(collecting, report)
    add(collecting, "collMode", COLLECTED)
    instrument = report.instrument
    what = f"{instrument.title} ({instrument.form_id}), {versions_text(instrument)}"
    add(collecting, "resInstru", f"{what}; SHA-256 of the newest version: {instrument.content_hash}", type="structured")
    for note in instrument.notes:
        add(method, "notes", note, type="versions")
    analysed = add(method, "anlyInfo")
    add(analysed, "respRate", _rate_text(report))
    if report.verdict is not None:
        reasons = " ".join(report.verdict.reasons)
        add(analysed, "dataAppr", f"{report.verdict.sentence.rstrip('.')}. {reasons}".strip())
    add(method, "dataProcessing", _policy_text(report.policy), type="disclosure control")


def _add_size(collecting: Element, report: Report) -> None:
    rate = report.response_rate
    if rate.population is not None:
        size = add(collecting, "targetSampleSize")
        add(size, "sampleSize", str(rate.population))
        known = "Everybody who was asked" if rate.population_known else "At least so many: how many more is not known"
        add(size, "sampleSizeFormula", known)


def _rate_text(report: Report) -> str:
    rate = report.response_rate
    if not rate.at_most:
        return rate.sentence
    return f"{rate.sentence}. The population is not fully known, so this is an upper limit."


def _policy_text(policy: PolicyStatement) -> str:
    """The policy with who decided it, when and why."""
    decided = [f"Decided by {policy.decided_by}"] if policy.decided_by else []
    decided += [f"on {date_text(policy.decided_on)}"] if policy.decided_on else []
    reason = f" Reason: {policy.reason}" if policy.reason else ""
    return f"{policy.description}{' ' + ' '.join(decided) + '.' if decided else ''}{reason}"


def _add_access(study: Element, report: Report) -> None:
    access = add(study, "dataAccs")
    available = add(access, "setAvail")
    add(available, "avlStatus", SINGLE_ANSWERS[report.anonymous])
    use = add(access, "useStmt")
    add(use, "confDec", CONFIDENTIAL if report.anonymous else NAMED, required="yes")
    if report.release_class == "working":
        add(use, "restrctn", f"{WORKING_TEXT}. For the named team of the round.")
    else:
        add(use, "restrctn", "Figures of this release may be passed on as they stand; what it hides is not to be "
            "worked out from other sources.")  # fmt: skip
    add(use, "conditions", f"Disclosure policy “{report.policy.name}”: {_policy_text(report.policy)}")
