"""The paper form: an instrument as a Word document, for places without devices."""

from exports.paper_form.document import write_paper_form

__all__ = ["write_paper_form"]
