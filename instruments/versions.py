"""The identity of an instrument's content, and writing it as YAML that reads back the same."""

from __future__ import annotations

import hashlib
import json
import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from instruments.languages import scatter
from instruments.model import Instrument


def canonical_json(instrument: Instrument) -> str:
    """The one JSON text of an instrument: keys sorted, what is left at its default left out."""
    content = instrument.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(instrument: Instrument) -> str:
    """The SHA-256 of an instrument's content, in hexadecimal; a new key with a default does not change it."""
    return hashlib.sha256(canonical_json(instrument).encode("utf-8")).hexdigest()


def read_canonical_json(text: str) -> Instrument:
    """The instrument of a canonical JSON text."""
    return Instrument.model_validate_json(text)


def dump_yaml(instrument: Instrument) -> str:
    """Write an instrument as YAML; ``load_instrument`` reads the same instrument from it."""
    return dump_data(instrument.model_dump(mode="json", exclude_defaults=True))


def dump_data(data: Any) -> str:
    """Write the data of an instrument as YAML, also when it is not a sound instrument yet."""
    stream = StringIO()
    _writer().dump(scatter(data), stream)
    return stream.getvalue()


class _Representer(SafeRepresenter):
    """Puts in quotes what readers of the older YAML 1.1 would not take for text."""


# What YAML 1.1 reads as a truth value, a date, a time (in base 60) or a number with underscores.
_AMBIGUOUS = re.compile(r"(?i:y|n|yes|no|on|off)|[-+0-9][-+0-9_.:]*(?:[Tt ].*)?")


def _represent_text(representer: SafeRepresenter, text: str) -> ScalarNode:
    style = "'" if _AMBIGUOUS.fullmatch(text) else None
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Representer.add_representer(str, _represent_text)


def _writer() -> Any:
    writer = YAML(typ="safe", pure=True)
    writer.Representer = _Representer
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.width = 110
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer
