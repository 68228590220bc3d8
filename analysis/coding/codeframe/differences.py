"""What changed from one version of a codeframe to another, and what has to be coded again for it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.coding.codeframe.frame import Codeframe

FIELDS = ("label", "definition", "include", "exclude", "example", "parent")
MEANING = frozenset({"definition", "include", "exclude"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChange:
    """A theme that is in both versions and differs: which of its fields, each with what it was and is."""

    name: str
    fields: tuple[str, ...]
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]

    @property
    def touches_meaning(self) -> bool:
        """Whether what belongs in the theme may be something else now."""
        return not MEANING.isdisjoint(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeframeDifference:
    """What changed between two versions.

    Attributes
    ----------
    added, removed : tuple of str
        Names of themes, in the order of the version that has them.
    changed : tuple of ThemeChange
        In the order of the newer version.
    reordered : bool
        Whether the themes that are in both stand in another order.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ThemeChange, ...]
    reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        return not (self.added or self.removed or self.changed or self.reordered)

    @property
    def look_again(self) -> tuple[str, ...]:
        """Themes whose codings under the older version may not hold: removed, or changed in what belongs in them.

        A new theme may besides be in comments that were coded before there was one.
        """
        return (*self.removed, *(change.name for change in self.changed if change.touches_meaning))


def compare_codeframes(before: Codeframe, after: Codeframe) -> CodeframeDifference:
    """What changed from one version to another. A theme is known by its name, so a new label is a change of it.

    Examples
    --------
    >>> from analysis.coding.codeframe.theme import ThemeText
    >>> first = Codeframe(title="Hub", version=1, themes=(ThemeText(name="pay", label="Pay"),))
    >>> second = Codeframe(title="Hub", version=2, themes=(ThemeText(name="pay", label="Pay", include="Expenses."),))
    >>> difference = compare_codeframes(first, second)
    >>> difference.changed[0].fields, difference.look_again
    (('include',), ('pay',))
    """
    old, new = {theme.name: theme for theme in before}, {theme.name: theme for theme in after}
    changed = []
    for name, theme in new.items():
        fields = tuple(field for field in FIELDS if name in old and getattr(old[name], field) != getattr(theme, field))
        if fields:
            was, now = (tuple(getattr(one, field) for field in fields) for one in (old[name], theme))
            changed.append(ThemeChange(name=name, fields=fields, before=was, after=now))
    return CodeframeDifference(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(changed),
        reordered=[name for name in old if name in new] != [name for name in new if name in old],
    )
