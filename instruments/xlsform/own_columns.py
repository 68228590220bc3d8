"""What Walkabout adds to an XLSForm: columns and sheets with names of our own, which other tools pass over.

The names carry no colon, which KoboToolbox would take for a translation, and are XML names, since a column of the
choices sheet becomes an element.
"""

from __future__ import annotations

from collections.abc import Mapping

OWN_PREFIX = "walkabout_"

TYPE = "walkabout_type"
"""On a row: the type this row has for us (``grade met4``, ``safety``, ``email``), where XLSForm has another for it."""
PART_OF = "walkabout_part_of"
"""On a row: the composite question that this row is a part of. Such rows are for other tools; ours makes them anew."""
CONSENT_GIVEN = "consent_given"
"""Our type of a group written for other tools only: what is asked once consent is given."""
NAME = "walkabout_name"
"""On a row: the name that it has for us, where a group stands for a composite question."""
REQUIRED = "walkabout_required"
"""On a safety or consent row, which other tools must always require: what its author said of it."""
PARAMETERS = "walkabout_parameters"
"""On a row: parameters that pyxform does not take on such a question."""
FORMAT = "walkabout_format"
"""In the settings: the workbook was written by us, and every text in it counts to the last space."""
FORMAT_VERSION = "1"

OWN_QUESTION_KEYS: Mapping[str, str] = {
    "walkabout_unit": "unit",
    "walkabout_narrative_below": "narrative_below",
    "walkabout_entry_name": "entry_name",
    "walkabout_core": "core",
    PARAMETERS: "parameters",
}
OWN_SETTINGS_KEYS: Mapping[str, str] = {
    "walkabout_purpose": "purpose",
    "walkabout_source": "source",
    "walkabout_licence": "licence",
    "walkabout_unit": "unit",
    "walkabout_form_title": "form_title",
}
OWN_TEXTS = frozenset(
    {
        "walkabout_entry_name",
        "walkabout_purpose",
        "walkabout_source",
        "walkabout_licence",
        "walkabout_form_title",
        PARAMETERS,
    }
)
"""Those of our columns that hold an author's own words."""
OWN_CHOICE_KEYS: Mapping[str, str] = {"walkabout_missing": "missing", "walkabout_exclusive": "exclusive"}

OWN_SURVEY_COLUMNS = frozenset(
    {TYPE, PART_OF, NAME, REQUIRED, FORMAT, *OWN_QUESTION_KEYS, *OWN_SETTINGS_KEYS, *OWN_CHOICE_KEYS}
)

SCALES = "scales"
RUBRICS = "rubrics"
FILES = "files"
OWN_SHEETS = (SCALES, RUBRICS, FILES)

KEPT_SAVE_TO = "walkabout_save_to"
"""Among a question's extra columns: the property of an entity that its answer would become in ODK Central."""
KEPT_TYPE = "xlsform_type"
"""Among a question's extra columns: the type it had, where the model has another for it."""
