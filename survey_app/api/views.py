"""The addresses of the interface, registered from its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError

from survey_app.accounts.permissions import public, token_may, token_scope
from survey_app.api.document import openapi_document
from survey_app.api.endpoints import ENDPOINTS, Endpoint
from survey_app.api.services import Call
from survey_app.database import db, now
from survey_app.errors import UserError
from survey_app.extensions import limiter
from survey_app.results.services import Reader
from survey_app.rounds.pages import public_address

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
MOST_REQUESTS = "300 per minute"


class WrongParameter(UserError):
    """A parameter is not as the document says."""

    status = 422
    title = "A parameter is not as expected"


def _whose() -> str:
    """Whom requests are counted for: the token, whichever address they come from."""
    return f"token {g.api_token.id}"


@blueprint.get("/openapi.json")
@public("it says what can be asked, and nothing of anyone")
def document() -> ResponseReturnValue:
    """The OpenAPI document."""
    response = jsonify(openapi_document() | {"servers": [{"url": public_address("/api/v1")}]})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _view(endpoint: Endpoint) -> Callable[..., ResponseReturnValue]:
    adapter: TypeAdapter[Any] = TypeAdapter(endpoint.answer)

    def view(**path: Any) -> ResponseReturnValue:
        query = _query(endpoint)
        reader = Reader(user_id=g.api_token.user_id, may_read_working=token_may("working"))
        call = Call(
            session=db.session(), token=g.api_token, reader=reader, at=now(), address=public_address(request.path)
        )
        body = adapter.dump_json(endpoint.work(call, query, **path))
        db.session.commit()
        return Response(body, mimetype="application/json")

    view.__name__ = view.__qualname__ = endpoint.name
    view.__doc__ = endpoint.work.__doc__
    return view


def _query(endpoint: Endpoint) -> Any:
    """What the address asks after its question mark; each parameter once."""
    given = request.args.to_dict(flat=False)
    twice = next((name for name, values in given.items() if len(values) > 1), None)
    if twice is not None:
        raise WrongParameter(f"The parameter “{twice[:50]}” stands there twice.")
    try:
        return endpoint.query.model_validate({name: values[0] for name, values in given.items()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = str(first["loc"][0])[:50]
        if first["type"] == "extra_forbidden":
            raise WrongParameter(f"There is no parameter “{name}” here.") from None
        raise WrongParameter(f"The parameter “{name}” does not fit: {first['msg']}.") from None


_limit = limiter.shared_limit(MOST_REQUESTS, scope="api", key_func=_whose)
for _endpoint in ENDPOINTS:
    _limited = _limit(_view(_endpoint))
    blueprint.add_url_rule(_endpoint.path, _endpoint.name, token_scope(_endpoint.scope)(_limited))
