"""The forms of learning points, recommendations and the next audit."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from survey_app.case_audits.learning.points import PointText
from survey_app.case_audits.learning.recommending import RecommendationText
from survey_app.case_audits.learning.themes import ThemesOffered
from survey_app.case_audits.models import LEARNING_KINDS, AuditCase, AuditRecommendation, LearningPoint
from survey_app.forums.plain_form import PlainForm
from survey_app.forums.planning.forms import at_most, in_our_time
from survey_app.partnership.models import Agency
from survey_app.rounds.forms import DayField

NO_NAMES = "No names, and nothing by which a child, a family or a worker could be known."
NO_THEME = "No theme"


class _CodedForm(PlainForm):
    """What learning points and recommendations share: a theme, and why marked words may stay."""

    theme = StringField("Theme", validators=[at_most(120, "The theme")])
    theme_choice = SelectField("Theme", coerce=str, validate_choice=False)
    source = HiddenField()
    seen = HiddenField()  # the mark of what its writer has read
    checked_why = TextAreaField(
        "Why do the marked words identify nobody?", description="For example: “Park is the name of a team”.",
        validators=[at_most(1000, "The reason")],
    )  # fmt: skip

    def offer(self, themes: ThemesOffered) -> None:
        """Offer the themes of the codeframe, or those in use."""
        self.offered = themes
        self.theme_choice.choices = [SelectChoice("", NO_THEME), *(SelectChoice(one, one) for one in themes.themes)]

    @property
    def chosen_theme(self) -> str:
        field = self.theme_choice if self.offered.is_closed else self.theme
        return field.data or ""

    def show_theme(self, theme: str) -> None:
        self.theme.data = self.theme_choice.data = theme


class PointForm(_CodedForm):
    """One learning point."""

    kind = RadioField(
        "What is it?", choices=[SelectChoice(key, text) for key, text in LEARNING_KINDS.items()],
        validators=[InputRequired("Choose what it is.")],
    )  # fmt: skip
    case_id = SelectField("Of which case?", coerce=str, validate_choice=False)
    text = TextAreaField(
        "What is to be learnt?", description=NO_NAMES,
        validators=[DataRequired("Write what is to be learnt."), at_most(4000, "The text")],
    )  # fmt: skip

    def offer_cases(self, cases: Iterable[AuditCase]) -> None:
        """Offer the cases in use, and the audit as a whole."""
        named = [SelectChoice(one.id, f"Case {one.number}: {one.pseudonym}") for one in cases]
        self.case_id.choices = [SelectChoice("", "The audit as a whole"), *named]

    def show(self, point: LearningPoint) -> None:
        """Show what is kept."""
        self.kind.data, self.text.data, self.case_id.data = point.kind, point.text, point.case_id or ""
        self.checked_why.data, self.source.data = point.checked_why, point.source
        self.show_theme(point.theme)

    def words(self) -> PointText:
        """What the form says, once it is valid."""
        return PointText(
            kind=self.kind.data or "", text=self.text.data or "", theme=self.chosen_theme,
            case_id=self.case_id.data or None, checked_why=self.checked_why.data or "",
            source=(self.source.data or "")[:120],
        )  # fmt: skip


class RecommendationForm(_CodedForm):
    """One recommendation."""

    text = TextAreaField(
        "What is recommended?", description=f"One thing that one agency can do. {NO_NAMES}",
        validators=[DataRequired("Write what is recommended."), at_most(4000, "The text")],
    )  # fmt: skip
    why = TextAreaField(
        "Why?", description="What the audit found that this answers.",
        validators=[DataRequired("Say why."), at_most(4000, "The reason")],
    )  # fmt: skip
    owner_id = SelectField(
        "Which agency owns it?", description="Exactly one. Others may help; one answers for it.", coerce=str,
        validators=[InputRequired("Choose the one agency that owns it.")],
    )  # fmt: skip

    def offer_agencies(self, agencies: Iterable[Agency]) -> None:
        """Offer the agencies of the footprint."""
        named = [SelectChoice(str(one.id), one.name) for one in agencies]
        self.owner_id.choices = [SelectChoice("", "Choose an agency"), *named]

    def show(self, recommendation: AuditRecommendation) -> None:
        """Show what is kept."""
        self.text.data, self.why.data = recommendation.text, recommendation.why
        self.owner_id.data = str(recommendation.owner_id)
        self.checked_why.data, self.source.data = recommendation.checked_why, recommendation.source
        self.show_theme(recommendation.theme)

    def words(self) -> RecommendationText:
        """What the form says, once it is valid."""
        return RecommendationText(
            text=self.text.data or "", why=self.why.data or "",
            owner_id=int(self.owner_id.data) if (self.owner_id.data or "").isdecimal() else None,
            theme=self.chosen_theme, checked_why=self.checked_why.data or "",
            source=(self.source.data or "")[:120],
        )  # fmt: skip


class ReAuditForm(PlainForm):
    """When the next audit of the same is due, or why there is none."""

    on_day = DayField("Day on which it is due", validators=[Optional(), in_our_time])
    why_none = TextAreaField(
        "Or why there is none", description="Leave this blank if you have entered a day.",
        validators=[at_most(1000, "The reason")],
    )  # fmt: skip
