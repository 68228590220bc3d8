"""What the schemas of REFI-QDA 1.0 (18 March 2019) ask of the elements that we write, as a table of our own.

For each element, by where it stands: the attributes that it must and may have, and the elements under it in their
order, each with the least and the most number of times (None: without end).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
MANY = None
WHEN = {"creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime"}
CODE = {"Description": (0, 1), "NoteRef": (0, MANY), "Code": (0, MANY)}
CODING = {"CodeRef": (1, 1), "NoteRef": (0, MANY)}
TEXT_SOURCE = {
    "Description": (0, 1), "PlainTextContent": (0, 1), "PlainTextSelection": (0, MANY), "Coding": (0, MANY),
    "NoteRef": (0, MANY), "VariableValue": (0, MANY),
}  # fmt: skip
PROJECT = {
    "Project": ({"name"}, {"origin", "basePath", "creatingUserGUID", *WHEN}, {
        "Users": (0, 1), "CodeBook": (0, 1), "Variables": (0, 1), "Cases": (0, 1), "Sources": (0, 1), "Notes": (0, 1),
        "Links": (0, 1), "Sets": (0, 1), "Graphs": (0, 1), "Description": (0, 1), "NoteRef": (0, MANY),
    }),
    "Users": (set(), set(), {"User": (1, MANY)}),
    "User": ({"guid"}, {"name", "id"}, {}),
    "CodeBook": (set(), set(), {"Codes": (1, 1)}),
    "Codes": (set(), set(), {"Code": (1, MANY)}),
    "Code": ({"guid", "name", "isCodable"}, {"color"}, CODE),
    "Variables": (set(), set(), {"Variable": (1, MANY)}),
    "Variable": ({"guid", "name", "typeOfVariable"}, set(), {"Description": (0, 1)}),
    "Sources": (set(), set(), {"TextSource": (1, MANY)}),
    "TextSource": ({"guid"}, {"name", "plainTextPath", "richTextPath", *WHEN}, TEXT_SOURCE),
    "PlainTextSelection": ({"guid", "startPosition", "endPosition"}, {"name", *WHEN}, {
        "Description": (0, 1), "Coding": (0, MANY), "NoteRef": (0, MANY),
    }),
    "Coding": ({"guid"}, {"creatingUser", "creationDateTime"}, CODING),
    "VariableValue": (set(), set(), {"VariableRef": (1, 1), "TextValue": (0, 1)}),
    "VariableRef": ({"targetGUID"}, set(), {}),
    "TextValue": (set(), set(), {}),
    "CodeRef": ({"targetGUID"}, set(), {}),
    "NoteRef": ({"targetGUID"}, set(), {}),
    "Notes": (set(), set(), {"Note": (1, MANY)}),
    "Note": ({"guid"}, {"name", "plainTextPath", "richTextPath", *WHEN}, TEXT_SOURCE),
    "PlainTextContent": (set(), set(), {}),
    "Description": (set(), set(), {}),
    "Sets": (set(), set(), {"Set": (1, MANY)}),
    "Set": ({"guid", "name"}, set(), {
        "Description": (0, 1), "MemberCode": (0, MANY), "MemberSource": (0, MANY), "MemberNote": (0, MANY),
    }),
    "MemberCode": ({"targetGUID"}, set(), {}),
}  # fmt: skip
CODEBOOK = {
    "CodeBook": (set(), {"origin"}, {"Codes": (1, 1), "Sets": (0, 1)}),
    "Codes": PROJECT["Codes"],
    "Code": ({"guid", "name", "isCodable"}, {"color"}, {"Description": (0, 1), "Code": (0, MANY)}),
    "Description": PROJECT["Description"],
    "Sets": PROJECT["Sets"],
    "Set": ({"guid", "name"}, set(), {"Description": (0, 1), "MemberCode": (0, MANY)}),
    "MemberCode": ({"guid"}, set(), {}),
}  # fmt: skip


def breaches(root: Element, table: dict[str, tuple[set[str], set[str], dict]], namespace: str) -> list[str]:
    """What the document does that the standard does not allow."""
    found: list[str] = []
    guids: list[str] = []
    for element in root.iter():
        space, _, name = element.tag.rpartition("}")
        if space != "{" + namespace or name not in table:
            found.append(f"{element.tag} is not of the standard")
            continue
        must, may, under = table[name]
        found += [f"{name} has no {one}" for one in must - set(element.keys())]
        found += [f"{name} must not have {one}" for one in set(element.keys()) - must - may]
        found += [f"{name}: {key}={value!r}" for key, value in element.items() if not _fits(key, value)]
        guids += [element.get("guid", "")] if element.get("guid") is not None and name != "MemberCode" else []
        names = [inner.tag.rpartition("}")[2] for inner in element]
        found += [f"{name} must not hold {one}" for one in set(names) - set(under)]
        order = [list(under).index(one) for one in names if one in under]
        found += [f"{name}: the order is {names}"] if order != sorted(order) else []
        found += [
            f"{name} holds {names.count(one)} of {one}"
            for one, (least, most) in under.items()
            if names.count(one) < least or (most is not None and names.count(one) > most)
        ]
        if name in ("TextSource", "Note") and (element.get("plainTextPath") is not None) == (
            "PlainTextContent" in names
        ):
            found.append(f"{name} needs either a path or a text")
    found += [f"{guid} stands twice" for guid in set(guids) if guids.count(guid) > 1]
    return found


def _fits(key: str, value: str) -> bool:
    if key in ("guid", "targetGUID", "creatingUser"):
        return bool(GUID.fullmatch(value))
    if key in ("startPosition", "endPosition"):
        return bool(re.fullmatch(r"[+-]?\d+", value))
    if key == "creationDateTime":
        return bool(TIME.fullmatch(value))
    return value in {"isCodable": {"true", "false"}, "typeOfVariable": {"Text"}}.get(key, {value})
