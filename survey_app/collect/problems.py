"""What can stand between an answer and its receipt."""

from __future__ import annotations

from instruments.answers import AnswerProblem
from survey_app.errors import Conflict, UserError


class NotOpen(UserError):
    """The round takes no answers: not yet, or no longer."""

    status = 410
    title = "This form is not open"


class AlreadyAnswered(UserError):
    """The personal link has been used: its answer is with the partnership."""

    status = 409
    title = "You have already answered"


class AnswersRefused(UserError):
    """The answers break the form's rules; ``problems`` says where and how."""

    status = 422
    title = "There is a problem with these answers"

    def __init__(self, problems: tuple[AnswerProblem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class SubmissionConflict(Conflict):
    """The same submission was received with other content; names both, and changes nothing."""

    title = "These answers were sent before, with other content"

    def __init__(self, *, received_revision: int, received_hash: str, offered_hash: str, reference: str) -> None:
        self.received_revision, self.received_hash = received_revision, received_hash
        self.offered_hash, self.reference = offered_hash, reference
        super().__init__(
            f"Your answers {reference} are already received, as revision {received_revision} "
            f"(content {received_hash[:12]}). What you sent now differs (content {offered_hash[:12]}) and is not "
            "saved. To replace them, open them again and change them there."
        )


class NotYours(UserError):
    """The UUID belongs to somebody else's submission or to another round."""

    status = 409
    title = "These answers cannot be received"

    def __init__(self) -> None:
        super().__init__("The identifier of these answers is in use elsewhere. Start the form again and send it anew.")


class LinkUnknown(UserError):
    """A personal link opens nothing: mistyped, or replaced by the link of a later message."""

    status = 404
    title = "This link does not open a form"

    def __init__(self) -> None:
        super().__init__(
            "Check that the whole link was copied. If you have had a later message, use the link in that one: each "
            "new link replaces the one before."
        )
