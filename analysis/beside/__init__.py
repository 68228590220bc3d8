"""What stands beside a Report in the documents of its round."""

from analysis.beside.records import (
    NOTHING,
    ActionLine,
    Actions,
    Beside,
    Course,
    CoursePoint,
    JudgementAgreement,
    Standards,
    ThemeQuote,
    Visit,
    Visits,
    check_beside,
)

__all__ = [
    "NOTHING",
    "ActionLine",
    "Actions",
    "Beside",
    "Course",
    "CoursePoint",
    "JudgementAgreement",
    "Standards",
    "ThemeQuote",
    "Visit",
    "Visits",
    "check_beside",
]
