"""The forms of planning: an audit, reasons, an auditor, more time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from survey_app.accounts.models import User
from survey_app.case_audits.kinds import KINDS
from survey_app.case_audits.models import CaseAudit
from survey_app.case_audits.planning.asking import LONGEST
from survey_app.case_audits.planning.people import Auditor
from survey_app.case_audits.planning.plans import AuditPlan, day_problem
from survey_app.forums.plain_form import PlainForm
from survey_app.rounds.forms import DayField

TOO_LONG = f"Use at most {LONGEST:,} characters."


def sensible_day(form: Any, field: Any) -> None:
    """Refuse a day whose year is mistyped."""
    if problem := day_problem(field.label.text, field.data):
        raise ValidationError(problem)


class AuditForm(PlainForm):
    """What is decided about an audit."""

    kind = RadioField(
        "Kind of audit",
        choices=[SelectChoice(kind.key, kind.name) for kind in KINDS.values()],
        validators=[InputRequired("Choose the kind of audit.")],
    )
    title = StringField(
        "Title",
        description="Everybody who takes part reads it, also in messages. For example: “Neglect of school-age "
        "children, spring 2027”.",
        validators=[DataRequired("Enter a title."), Length(max=200, message="Use at most 200 characters.")],
    )
    theme = StringField(
        "Theme",
        description="One or two words by which coverage is counted, such as “Neglect”. Optional.",
        validators=[Length(max=200, message="Use at most 200 characters.")],
    )
    purpose = TextAreaField(
        "What you want to find out",
        description="Auditors and the panel read it. Optional.",
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )
    window_starts_on = DayField(
        "Work from", validators=[InputRequired("Enter the first day of the work looked at."), sensible_day]
    )
    window_ends_on = DayField(
        "Work until", validators=[InputRequired("Enter the last day of the work looked at."), sensible_day]
    )
    returns_due_on = DayField("Returns are due on", validators=[Optional(), sensible_day])
    panel_on = DayField("The panel meets on", validators=[Optional(), sensible_day])
    lead = SelectField("Who leads the audit", coerce=str)
    earlier = SelectField(
        "Compared with",
        description="An earlier audit of the same theme. Its grades stand beside those of this one.",
        coerce=str,
    )
    re_audit_on = DayField(
        "The next audit of this theme is due on",
        description="It can wait until this audit is finished, but not longer.",
        validators=[Optional(), sensible_day],
    )
    no_re_audit_why = TextAreaField(
        "Or: why no further audit is planned", validators=[Length(max=LONGEST, message=TOO_LONG)]
    )
    seen = HiddenField()

    def offer(self, leads: Iterable[User], earlier: Iterable[CaseAudit]) -> None:
        """Who may lead, and what may be compared."""
        self.lead.choices = [SelectChoice("", "Nobody named yet"), *_people(leads)]
        audits = [SelectChoice(str(audit.id), audit.title) for audit in earlier]
        self.earlier.choices = [SelectChoice("", "No earlier audit"), *audits]

    def fill_from(self, plan: AuditPlan) -> None:
        """Show a plan."""
        for name in ("kind", "title", "theme", "purpose", "window_starts_on", "window_ends_on", "returns_due_on",
                     "panel_on", "re_audit_on", "no_re_audit_why"):  # fmt: skip
            self[name].data = getattr(plan, name)
        self.lead.data = str(plan.lead_id or "")
        self.earlier.data = str(plan.earlier_id or "")

    def plan(self) -> AuditPlan:
        """What the form says, once it is valid."""
        return AuditPlan(
            kind=self.kind.data, title=self.title.data or "", theme=(self.theme.data or "").strip(),
            purpose=(self.purpose.data or "").strip(), window_starts_on=self.window_starts_on.data or date.min,
            window_ends_on=self.window_ends_on.data or date.min, returns_due_on=self.returns_due_on.data,
            panel_on=self.panel_on.data, lead_id=int(self.lead.data) if self.lead.data else None,
            earlier_id=int(self.earlier.data) if self.earlier.data else None, re_audit_on=self.re_audit_on.data,
            no_re_audit_why=(self.no_re_audit_why.data or "").strip(),
        )  # fmt: skip


def _people(people: Iterable[User]) -> list[SelectChoice]:
    return [SelectChoice(str(user.id), user.name) for user in people]


def reason_field(label: str, missing: str, description: str = "") -> TextAreaField:
    """A text without which nothing happens."""
    return TextAreaField(
        label, description=description, validators=[DataRequired(missing), Length(max=LONGEST, message=TOO_LONG)]
    )


class CancelForm(PlainForm):
    """Why an audit is called off."""

    reason = reason_field("Why is it called off?", "Say why the audit is called off.")


class ConfirmForm(PlainForm):
    """Nothing but the token against forged requests."""


class FinishForm(PlainForm):
    """Finishing, with the next audit of the theme dated, or the reason why there is none."""

    re_audit_on = DayField("The next audit of this theme is due on", validators=[Optional(), sensible_day])
    no_re_audit_why = TextAreaField(
        "Or: why no further audit is planned", validators=[Length(max=LONGEST, message=TOO_LONG)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two."""
        complete = super().validate(extra_validators)
        if complete and not self.re_audit_on.data and not (self.no_re_audit_why.data or "").strip():
            self.re_audit_on.errors = ["Enter when the next audit is due, or say below why none is planned."]
            return False
        return complete


class AuditorForm(PlainForm):
    """Who makes one return."""

    auditor = SelectField("Auditor", coerce=str)

    def offer(self, people: Sequence[Auditor], agency_id: int, present: User | None) -> None:
        """Those who may make returns for the agency, and who is named now."""
        own = {one.user.id: one.user for one in people if agency_id in one.agency_ids}
        if present is not None:
            own.setdefault(present.id, present)
        self.auditor.choices = [SelectChoice("", "Nobody named yet"), *_people(own.values())]

    def validate(self, extra_validators: Any = None) -> bool:
        """A list that was not sent takes no name away."""
        if not self.auditor.raw_data:
            self.auditor.errors = ["Choose who makes the return."]
            return False
        return super().validate(extra_validators)

    def chosen(self) -> int | None:
        return int(self.auditor.data) if self.auditor.data else None


class OutsiderForm(PlainForm):
    """Somebody of another agency who makes one return, and why."""

    outsider = SelectField("Who", coerce=str, validators=[InputRequired("Choose who makes the return.")])
    outside_why = reason_field(
        "Why somebody of another agency makes it", "Say why somebody of another agency makes this return."
    )

    def offer(self, people: Sequence[Auditor], agency_id: int) -> None:
        """Everybody who may make returns, but not for this agency."""
        others = [one.user for one in people if agency_id not in one.agency_ids]
        self.outsider.choices = [SelectChoice("", "Choose a person"), *_people(others)]


class MoreTimeForm(PlainForm):
    """A later day for one return."""

    until = DayField("New day", validators=[InputRequired("Enter the new day."), sensible_day])
    more_time_why = reason_field("Why there is more time", "Say why there is more time.", "The auditor reads it.")


class NotInvolvedForm(PlainForm):
    """Why an agency was not involved with a case."""

    not_involved_why = reason_field(
        "Why the agency was not involved", "Say why the agency was not involved.",
        "For example: the child was never known to the service. Name nobody.",
    )  # fmt: skip


class DecisionForm(PlainForm):
    """Why a declared conflict of interest stands."""

    handling = reason_field(
        "Why this person can make the return all the same", "Say why this person can make the return all the same.",
        "To have somebody else make it, name another auditor instead.",
    )  # fmt: skip
    seen = HiddenField()
