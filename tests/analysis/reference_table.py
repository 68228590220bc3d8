"""Every statistic beside its published or independently computed value: `python -m tests.analysis.reference_table`.

A family of statistics has a module in tests/analysis/references/ with a tuple ``REFERENCES``. With ``--page`` the
values are printed as docs/statistics/reference-values.md has them, without ours, which the tests compare.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FAMILIES = Path(__file__).with_name("references")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One value that somebody else published or computed.

    ``statistic`` is the dotted name of the public function, ``tolerance`` the largest difference that rounding in the
    source explains, and ``source`` the publication with its page or table, or the command of another program with its
    version.
    """

    statistic: str
    case: str
    expected: float
    compute: Callable[[], float | None]
    tolerance: float
    source: str


def all_references() -> Iterator[Reference]:
    """Those of every family, in alphabetical order of the families."""
    for path in sorted(FAMILIES.glob("*.py")):
        yield from importlib.import_module(f"tests.analysis.references.{path.stem}").REFERENCES


HEAD = """# Reference values

Every value of somebody else's that a statistic of Walkabout is held to: `tests/analysis/test_reference_table.py` fails
where one is further off than the last column says, which is what rounding in the source explains.
`python -m tests.analysis.reference_table` prints them with ours beside them. This page is made by the same command with
`--page`.
"""


def page() -> str:
    """The reference values as a page: a table for each family."""
    lines = [HEAD]
    for path in sorted(FAMILIES.glob("*.py")):
        module = importlib.import_module(f"tests.analysis.references.{path.stem}")
        title = path.stem.replace("_", " ").capitalize()
        lines += [f"## {title}", "", "| statistic | case | value | source | within |", "|---|---|---|---|---|"]
        for one in module.REFERENCES:
            name = one.statistic.removeprefix("analysis.")
            source = one.source.replace("|", "\\|")
            lines.append(f"| `{name}` | {one.case} | {one.expected:.10g} | {source} | {one.tolerance:g} |")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 where a value is further off than its tolerance."""
    wrong = 0
    print("| statistic | case | reference | ours | within | source |\n|---|---|---|---|---|---|")
    for one in all_references():
        ours = one.compute()
        good = ours is not None and abs(ours - one.expected) <= one.tolerance
        wrong += not good
        shown = "none" if ours is None else f"{ours:.7g}"
        within = f"{one.tolerance:g}" if good else f"**not {one.tolerance:g}**"
        print(f"| `{one.statistic}` | {one.case} | {one.expected:.7g} | {shown} | {within} | {one.source} |")
    return 1 if wrong else 0


if __name__ == "__main__":
    if "--page" in sys.argv:
        sys.stdout.write(page())
        sys.exit(0)
    sys.exit(main())
