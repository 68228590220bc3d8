"""The record of a draw: all that another person needs, beside the list itself, to draw the same sample again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from analysis.sampling.allocation import AllocationMethod

if TYPE_CHECKING:
    from pydantic import TypeAdapter

DrawMethod = Literal["simple", "stratified", "systematic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A case of the list that could not be drawn.

    Attributes
    ----------
    key : str
        Its key.
    reason : str
        Why it was left out before the draw.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumDraw:
    """What was drawn from one stratum.

    Attributes
    ----------
    stratum : str
        Its name.
    size : int
        How many of the list are in it.
    n_excluded : int
        How many of them could not be drawn.
    n : int
        How many were drawn.
    spread : float or None
        The standard deviation expected in it, where the allocation was Neyman's.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}

    stratum: str
    size: int
    n_excluded: int
    n: int
    spread: float | None = None

    @property
    def weight(self) -> float | None:
        """How many that could be drawn each drawn one stands for; None where none was drawn."""
        return (self.size - self.n_excluded) / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRecord:
    """A draw, complete.

    Attributes
    ----------
    method : {"simple", "stratified", "systematic"}
        How it was drawn.
    algorithm : str
        The algorithm with its version, see :func:`analysis.sampling.order_of_chance`.
    seed : int
        The number that decided.
    frame_hash : str
        SHA-256 of the list, see :func:`analysis.sampling.sampling_frame`.
    frame_size : int
        How many cases the list holds, those included that could not be drawn.
    key_column : str
        The column that names the case.
    stratum_column, order_column : str or None
        The columns of the strata and, for a systematic draw, of the list's order.
    n : int
        How many were drawn.
    allocation : {"proportional", "equal", "neyman", "stated"} or None
        How n was shared out among the strata; "stated" where the numbers were given.
    minimum : int
        The least that was to be drawn from each stratum.
    strata : tuple of StratumDraw
        In the order of their names; empty where there are none.
    exclusions : tuple of Exclusion
        In the order of their keys.
    drawn : tuple of str
        The keys drawn, in the order of the draw; stratum after stratum where there are strata.
    """

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}

    method: DrawMethod
    algorithm: str
    seed: int
    frame_hash: str
    frame_size: int
    key_column: str
    stratum_column: str | None = None
    order_column: str | None = None
    n: int
    allocation: AllocationMethod | Literal["stated"] | None = None
    minimum: int = 0
    strata: tuple[StratumDraw, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    drawn: tuple[str, ...]


def draw_record_to_json(record: DrawRecord) -> str:
    """The record as JSON, to be kept with the audit.

    Parameters
    ----------
    record : DrawRecord
        The record of a draw.

    Returns
    -------
    str
        One object, its members named as the attributes.
    """
    return _adapter().dump_json(record, indent=2).decode()


def draw_record_from_json(text: str) -> DrawRecord:
    """Read a record back.

    Parameters
    ----------
    text : str
        What :func:`draw_record_to_json` gave.

    Returns
    -------
    DrawRecord
        Not yet checked against any list: :func:`analysis.sampling.redraw` does that.

    Raises
    ------
    ValueError
        Where the text is no such record; the message names the member.
    """
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[DrawRecord]:
    from pydantic import TypeAdapter  # here, since making the adapter is slow and most who import this need none

    return TypeAdapter(DrawRecord)
