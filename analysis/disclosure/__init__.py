"""Disclosure control: what may be shown of a round, and the only way to a Report."""

from analysis.disclosure.errors import DisclosureRefused, PolicyChangeRefused, RenewalRefused
from analysis.disclosure.gate import Release, release, working_report
from analysis.disclosure.ledger import LedgerEntry, ReleaseLedger
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.report_json import report_from_json, report_to_json
from analysis.disclosure.settled_renewal import renew_settled

__all__ = [
    "DisclosurePolicy",
    "DisclosureRefused",
    "LedgerEntry",
    "PolicyChangeRefused",
    "Release",
    "ReleaseLedger",
    "RenewalRefused",
    "release",
    "renew_settled",
    "report_from_json",
    "report_to_json",
    "working_report",
]
