"""The functions of the expression language: one table, from name to meaning.

To add a function, add its row to the table of its family, its twin in ``survey_app/browser/expression_functions.js``,
its cases to ``tests/instruments/expression_cases.json`` and its line to ``docs/expressions.md``.
"""

from __future__ import annotations

from instruments.expressions import date_functions, geography, number_functions, set_functions, text_functions
from instruments.expressions.arguments import Function

FUNCTIONS: dict[str, Function] = dict(
    sorted(
        {
            **set_functions.FUNCTIONS,
            **text_functions.FUNCTIONS,
            **number_functions.FUNCTIONS,
            **date_functions.FUNCTIONS,
            **geography.FUNCTIONS,
        }.items()
    )
)
