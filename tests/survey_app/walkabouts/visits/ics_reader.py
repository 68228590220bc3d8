"""A strict reader of calendar files, written from the grammar of RFC 5545 and independent of what writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# RFC 5545, section 3.1: contentline = name *(";" param) ":" value CRLF
NAME = r"(?:X-[A-Z0-9]+-[A-Z0-9-]+|[A-Z][A-Z0-9-]*)"
QUOTED, SAFE = r'"[^"\x00-\x08\x0a-\x1f\x7f]*"', r'[^";:,\x00-\x08\x0a-\x1f\x7f]*'
LINE = re.compile(
    rf"(?P<name>{NAME})(?P<params>(?:;{NAME}=(?:{QUOTED}|{SAFE})(?:,(?:{QUOTED}|{SAFE}))*)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*")  # section 3.3.11, with ":" and DQUOTE


@dataclass(slots=True)
class Component:
    """One component with its properties (name → parameters and raw value) and the components in it."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    inner: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The value of a property that stands exactly once."""
        (found,) = [value for known, _, value in self.properties if known == name]
        return found

    def parameters(self, name: str) -> str:
        (found,) = [parameters for known, parameters, _ in self.properties if known == name]
        return found

    def text(self, name: str) -> str:
        """A TEXT value as people read it."""
        value = self.value(name)
        assert TEXT.fullmatch(value), f"{name} is not TEXT: {value!r}"
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)

    def named(self, name: str) -> list[Component]:
        return [one for one in self.inner if one.name == name]


def content_lines(raw: bytes) -> list[str]:
    """The unfolded lines; every physical line ends with CRLF, has at most 75 octets and is valid UTF-8 by itself."""
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    lines: list[str] = []
    for line in physical:
        assert b"\r" not in line, line
        assert b"\n" not in line, line
        assert len(line) <= 75, f"{len(line)} octets: {line!r}"
        text = line.decode("utf-8")
        if text.startswith((" ", "\t")):
            lines[-1] += text[1:]
        else:
            assert text, "an empty line"
            lines.append(text)
    return lines


def read_calendar(raw: bytes) -> Component:
    """The VCALENDAR of a file that holds one."""
    top = Component("")
    stack = [top]
    for line in content_lines(raw):
        found = LINE.fullmatch(line)
        assert found, f"no content line: {line!r}"
        name, parameters, value = found["name"], found["params"], found["value"]
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].inner.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            stack[-1].properties.append((name, parameters, value))
    assert stack == [top]
    (calendar,) = top.inner
    assert calendar.name == "VCALENDAR"
    assert (calendar.value("VERSION"), calendar.properties[0][0]) == ("2.0", "VERSION")
    assert calendar.value("PRODID")
    return calendar
