"""What can be permitted, and the roles that ship with the product: two tables."""

from __future__ import annotations

PERMISSIONS = {
    "partnership.read": "See the partnership's home page and its own pages",
    "partnership.manage": "Change the partnership's details, agencies, policies and contact numbers",
    "users.manage": "Invite people and give them roles",
    "instruments.read": "Read the partnership's questionnaires and audit tools",
    "instruments.publish": "Upload, edit and publish questionnaires and audit tools",
    "rounds.read": "See which rounds there are, and how many have answered as far as it is released",
    "rounds.manage": "Create, open and close rounds, and invite people to answer",
    "collect.answer": "Answer rounds for named people, such as walkabouts and case audits",
    "walkabouts.read": "See Section 11 cycles, assessments and visits",
    "walkabouts.manage": "Plan cycles, assessments and visits; choose standards and rubrics; extend deadlines",
    "walkabouts.visit": "Be in a visiting team: take notes, reconcile and grade what one has visited",
    "walkabouts.agency": "Do an agency’s own part: agree the rubric, assess itself, keep evidence, reply on facts",
    "case_audits.read": "See case audits, how far they are, and what came out once moderation has opened",
    "case_audits.manage": "Plan case audits: load and draw cases, ask agencies, open moderation, extend deadlines",
    "case_audits.unlock": "Open the key of a case list with its passphrase, export and destroy it (each use is logged)",
    "case_audits.audit": "Make one’s own returns on cases, for one’s agency",
    "case_audits.agency": "See how far one’s own agency’s returns are, and say who makes them",
    "case_audits.moderate": "Moderate: read the returns side by side, settle grades and sign them off",
    "resolutions.open": "Open the case-resolution log: one’s own agency’s disagreements",
    "resolutions.read": "See all disagreements of the case-resolution log",
    "resolutions.raise": "Enter one’s own agency’s disagreements in the case-resolution log, and take them on",
    "resolutions.manage": "Set the stages of the case-resolution protocol, and enter disagreements for any agency",
    "resolutions.advise": "Give the scrutineer’s advice on a disagreement",
    "forums.read": "See Learning Hub cycles, forums and how many have a place",
    "forums.manage": "Plan cycles and forums, see who is booked, write to them, and keep the contact book",
    "forums.run": "Be at a forum: check people in, take down what tables say, and show it to the room",
    "forums.reply": "Enter what the Strategic Group replied to a theme of the Learning Hub, and how its action goes",
    "forums.approve": "Approve, send back or take down a reply that somebody else entered",
    "families.open": "Open focus groups with children and families: one’s own, or all for whoever clears them",
    "families.record": "Plan focus groups, and write down what was agreed to and said",
    "families.clear": "See every focus group, and clear what somebody else wrote down (each reading is logged)",
    "results.read": "Read released results",
    "results.working": "Read unsuppressed working results of rounds that are not anonymous (each reading is logged)",
    "results.download": "Download the workbook",
    "api.read": "Make access tokens, with which programs read what one may read oneself",
    "results.raw": "Download raw answers of rounds that are not anonymous (each download is logged)",
    "coding.read": "Read comments and their themes",
    "coding.code": "Give themes to comments",
    "coding.manage": "Publish codeframes, set two blind coders, and reconcile them",
    "quotes.propose": "See what is marked for quoting, and propose a wording (each reading is logged)",
    "quotes.approve": "Approve or reject a wording, or an entry of the feedback store, that somebody else proposed",
    "quotes.erase": "Erase the original of a comment",
    "register.pin": "Pin copies of dashboard pages as they were seen; nobody can change them afterwards",
    "feedback.read": "Read and search the cleared feedback of children, families and practitioners",
    "feedback.write": "Add feedback to the store, and note where it was used",
    "duty.read": "See the duty list: worries about children and requests for help",
    "duty.manage": "Acknowledge entries of the duty list",
    "audit_log.read": "Read the log of who read and changed what",
    "pages.edit": "Edit the privacy notice, the accessibility statement and the DPIA",
}

ROLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "administrator": (
        "Administrator",
        (
            "partnership.read", "partnership.manage", "users.manage", "instruments.read", "instruments.publish",
            "rounds.read", "rounds.manage", "audit_log.read", "pages.edit", "api.read",
        ),
    ),
    "qa_group": (
        "QA group",
        (
            "partnership.read", "instruments.read", "instruments.publish", "rounds.read", "rounds.manage",
            "results.read", "results.working", "results.download", "results.raw", "coding.read", "coding.code",
            "coding.manage", "quotes.propose", "quotes.approve", "quotes.erase", "feedback.read", "feedback.write",
            "duty.read", "pages.edit", "api.read", "register.pin", "walkabouts.read", "walkabouts.manage",
            "families.open", "families.clear",
            "case_audits.read", "case_audits.manage", "case_audits.unlock", "case_audits.moderate",
            "resolutions.open", "resolutions.read", "resolutions.raise", "resolutions.manage",
            "forums.read", "forums.manage", "forums.run", "forums.reply", "forums.approve",
        ),
    ),
    "auditor": (
        "Auditor",
        (
            "partnership.read", "instruments.read", "rounds.read", "collect.answer", "feedback.read", "feedback.write",
            "walkabouts.read", "walkabouts.visit", "case_audits.audit", "resolutions.open", "resolutions.raise",
        ),
    ),
    "facilitator": (
        "Facilitator",
        (
            "partnership.read", "instruments.read", "rounds.read", "collect.answer", "feedback.read", "feedback.write",
            "forums.read", "forums.run",
        ),
    ),
    "agency_lead": (
        "Agency lead",
        (
            "partnership.read", "rounds.read", "collect.answer", "results.read", "results.download",
            "walkabouts.agency", "case_audits.agency", "case_audits.audit", "resolutions.open", "resolutions.raise",
        ),
    ),
    "action_owner": ("Action owner", ("partnership.read", "results.read")),
    "scrutineer": (
        "Independent scrutineer",
        (
            "partnership.read", "instruments.read", "rounds.read", "results.read", "results.working",
            "results.download", "results.raw", "coding.read", "feedback.read", "duty.read", "audit_log.read",
            "api.read", "register.pin", "walkabouts.read", "case_audits.read", "forums.read",
            "resolutions.open", "resolutions.read", "resolutions.advise",
        ),
    ),
    "young_scrutineer": (
        "Young scrutineer",
        ("partnership.read", "rounds.read", "results.read", "feedback.read", "walkabouts.visit"),
    ),
    "external_reviewer": (
        "External reviewer",
        (
            "partnership.read", "instruments.read", "rounds.read", "results.read", "results.download",
            "feedback.read", "api.read", "walkabouts.read", "case_audits.read", "forums.read",
        ),
    ),
    "executive_member": (
        "Executive member",
        (
            "partnership.read", "rounds.read", "results.read", "results.download", "feedback.read", "walkabouts.read",
            "case_audits.read", "forums.read", "resolutions.open", "resolutions.read",
        ),
    ),
    "councillor": ("Councillor", ("partnership.read", "results.read")),
    "youth_worker": ("Youth worker", ("families.open", "families.record")),
    "duty_person": ("Duty person", ("partnership.read", "duty.read", "duty.manage")),
}  # fmt: skip
