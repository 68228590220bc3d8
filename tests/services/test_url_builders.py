"""What one application worked out of its addresses is right for the next, and never for an address that differs."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule

from tests.services.url_builders import depends_on_its_text_alone


def adapter(*rules: Rule, **options: object) -> MapAdapter:
    return Map(rules, **options).bind("localhost")  # type: ignore[arg-type]


@pytest.mark.parametrize("_", ["as the first", "as the second"])
def test_an_address_is_matched_and_built_the_same_in_every_application(_: str) -> None:
    one = adapter(
        Rule("/p/<slug>/cases/<int:number>", endpoint="case", methods=["GET"]),
        Rule("/p/<slug>/files/<path:name>", endpoint="file"),
    )
    assert one.match("/p/north/cases/12") == ("case", {"slug": "north", "number": 12})
    assert one.match("/p/north/files/a/b.txt") == ("file", {"slug": "north", "name": "a/b.txt"})
    assert one.build("case", {"slug": "a b", "number": 3, "page": 2}) == "/p/a%20b/cases/3?page=2"
    with pytest.raises(NotFound):
        one.match("/p/north/cases/twelve")
    with pytest.raises(MethodNotAllowed):
        one.match("/p/north/cases/12", method="POST")


def test_rules_of_the_same_text_keep_their_own_endpoint_and_methods() -> None:
    first = adapter(Rule("/same/<name>", endpoint="one", methods=["GET"]))
    second = adapter(Rule("/same/<name>", endpoint="two", methods=["POST"]))
    assert first.match("/same/x")[0] == "one"
    assert second.match("/same/x", method="POST")[0] == "two"


def test_a_rule_that_comes_after_the_first_request_is_matched_too() -> None:
    addresses = Map([Rule("/first/<name>", endpoint="one")])
    assert addresses.bind("localhost").match("/first/x")[0] == "one"
    addresses.add(Rule("/later/<name>", endpoint="two"))
    assert addresses.bind("localhost").match("/later/x")[0] == "two"


def test_what_one_rule_is_given_later_is_not_in_another() -> None:
    first, second = Rule("/own/<name>", endpoint="one"), Rule("/own/<name>", endpoint="two")
    Map([first, second])
    first.arguments.add("more")
    assert second.arguments == {"name"}


class Shouted(BaseConverter):
    def to_python(self, value: str) -> str:
        return value.upper()


def test_converters_defaults_and_hosts_of_its_own_are_worked_out_anew() -> None:
    plain = adapter(Rule("/said/<string:word>", endpoint="said"))
    shouted = adapter(Rule("/said/<string:word>", endpoint="said"), converters={"string": Shouted})
    assert plain.match("/said/a")[1] == {"word": "a"}
    assert shouted.match("/said/a")[1] == {"word": "A"}
    fixed = Rule("/said/<string:word>", endpoint="said", defaults={"word": "b"})
    at_host = Rule("/said/<string:word>", endpoint="said", host="example.org")
    Map([fixed])
    Map([at_host], host_matching=True)
    assert not depends_on_its_text_alone(fixed)
    assert not depends_on_its_text_alone(at_host)
