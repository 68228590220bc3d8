"""Who may see and do what: permissions as data, and the declaration that every view makes.

A view declares itself with one of three decorators, in any order with the route:

``@permission("rounds.read")``  a member of the partnership of the URL whose roles hold the permission; of several
                                named, one is enough, and the view shows to each what is their own
``@token_scope("results")``     a program with an access token of this scope, whose owner still holds its permission
``@signed_in("why")``           anyone who is signed in
``@public("why")``              anyone

:func:`enforce` runs before each request and refuses a view without a declaration. The partnership of the URL is loaded
into ``g.partnership`` and is *not* passed on to the view; ``url_for`` fills it in again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Literal, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, bindparam, select

from survey_app.accounts.models import Membership, Role
from survey_app.accounts.roles import PERMISSIONS
from survey_app.accounts.tokens import MAKING, SCOPES, find_token, note_use
from survey_app.database import db
from survey_app.errors import UserError, wants_json
from survey_app.partnership.models import Partnership

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a view declares: who may open it, and for pages without a permission, why."""

    kind: Literal["permission", "token", "signed_in", "public"]
    permission: str = ""
    or_else: frozenset[str] = frozenset()  # permissions each of which opens it as well
    scope: str = ""
    why: str = ""

    @property
    def permissions(self) -> frozenset[str]:
        """The permissions any of which opens it."""
        return self.or_else | {self.permission} if self.permission else self.or_else


def permission(key: str, *or_else: str) -> Callable[[View], View]:
    """Only for members of the partnership of the URL whose roles hold this permission, or one of the others."""
    for one in (key, *or_else):
        if one not in PERMISSIONS:
            raise ValueError(f"no permission is called {one!r}; see PERMISSIONS")
    return _declare(Declaration(kind="permission", permission=key, or_else=frozenset(or_else)))


def token_scope(scope: str) -> Callable[[View], View]:
    """Only for programs with an access token of this scope."""
    return _declare(Declaration(kind="token", permission=SCOPES[scope].permission, scope=scope))


def signed_in(why: str) -> Callable[[View], View]:
    """For anyone signed in, whatever their roles."""
    return _declare(Declaration(kind="signed_in", why=why))


def public(why: str) -> Callable[[View], View]:
    """For anyone, without signing in."""
    return _declare(Declaration(kind="public", why=why))


def _declare(declaration: Declaration) -> Callable[[View], View]:
    def declared(view: View) -> View:
        view.declaration = declaration  # type: ignore[attr-defined]
        return view

    return declared


def declaration_of(app: Flask, endpoint: str) -> Declaration | None:
    """The declaration of a view, None when it has none."""
    if endpoint == "static":
        return Declaration(kind="public", why="style sheets and scripts carry nothing of anyone")
    return getattr(app.view_functions[endpoint], "declaration", None)


class NoToken(UserError):
    """The request of a program carries no access token that is valid."""

    status = 401
    title = "No valid access token"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="Walkabout"'}


class TokenMayNot(UserError):
    """The access token does not reach so far."""

    status = 403
    title = "Not within the token’s rights"


class UndeclaredView(RuntimeError):
    """A view states no permission, so nobody may open it."""


def load_partnership(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the partnership out of the URL's values; an unknown one is refused later, like one that is not ours."""
    g.partnership = None
    g.partnership_slug = values.pop("partnership", None) if values else None


def fill_partnership(endpoint: str, values: dict[str, Any]) -> None:
    """Let ``url_for`` fill in the partnership of the present page."""
    partnership = g.get("partnership")
    expected = current_app.url_map.is_endpoint_expecting(endpoint, "partnership")
    if partnership and expected and "partnership" not in values:
        values["partnership"] = partnership.slug


def enforce() -> ResponseReturnValue | None:
    """Refuse the request unless the view's declaration allows it to this person."""
    if request.endpoint is None:
        return None
    declaration = declaration_of(current_app, request.endpoint)
    if declaration is None:
        raise UndeclaredView(f"the view {request.endpoint} declares no permission")
    if declaration.kind == "token":
        _check_token(declaration.scope)
        return None
    if declaration.kind != "public" and not current_user.is_authenticated:
        return _ask_to_sign_in()
    if g.partnership_slug is not None:
        g.partnership = db.session.scalar(_partnership_of_slug(), {"of_slug": g.partnership_slug})
        if g.partnership is None:
            abort(404)
    if declaration.kind == "permission":
        _check(declaration.permissions)
    return None


@cache
def _partnership_of_slug() -> Select[Partnership]:
    """The query, made once: every page of a partnership asks it."""
    return select(Partnership).where(Partnership.slug == bindparam("of_slug"))


def _check(keys: frozenset[str]) -> None:
    if g.partnership is None:
        raise UndeclaredView(f"{request.endpoint} asks for {', '.join(keys)} but its URL names no partnership")
    held = held_permissions()
    if not held:
        abort(404)  # to others, a partnership does not exist
    if not keys & held:
        abort(403)


def _check_token(scope: str) -> None:
    """Take the access token of the request, and with it the partnership; a session of a browser counts for nothing."""
    today = datetime.now(UTC).date()
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = find_token(db.session(), text.strip(), today=today) if scheme.lower() == "bearer" else None
    held = permissions_of(token.user_id, token.partnership_id) if token is not None else frozenset()
    if token is None or MAKING not in held:
        raise NoToken("Send a valid access token with the request, in the header “Authorization: Bearer …”.")
    g.partnership, g.api_token, g.token_permissions = token.partnership, token, held
    if not token_may(scope):
        raise TokenMayNot(f"This needs a token with the scope “{scope}”, whose owner may read it.")
    note_use(db.session(), token, today=today)


def token_may(scope: str) -> bool:
    """Whether the token of this request has a scope, and its owner still the permission for it."""
    return scope in g.api_token.scopes and SCOPES[scope].permission in g.token_permissions


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        abort(401)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


def held_permissions() -> frozenset[str]:
    """What the signed-in person may do in the partnership of the page; empty for anyone else."""
    if not g.get("partnership") or not current_user.is_authenticated:
        return frozenset()
    known: dict[tuple[int, int], frozenset[str]] = g.setdefault("held_permissions", {})
    key = (current_user.id, g.partnership.id)
    if key not in known:
        known[key] = permissions_of(current_user.id, g.partnership.id)
    return known[key]


def permissions_of(user_id: int, partnership_id: int) -> frozenset[str]:
    """All permissions of a user's roles in a partnership. What the code does not know, a role cannot grant."""
    of = {"of_user": user_id, "of_partnership": partnership_id}
    granted = db.session.scalars(_permissions_of_roles(), of)
    return frozenset(key for keys in granted for key in keys if key in PERMISSIONS)


@cache
def _permissions_of_roles() -> Select[list[str]]:
    """The query, made once: every page of a partnership asks it, and once for all roles that somebody has."""
    return (
        select(Role.permissions)
        .join(Membership, Membership.role_key == Role.key)
        .where(Membership.user_id == bindparam("of_user"), Membership.partnership_id == bindparam("of_partnership"))
    )


def can(key: str) -> bool:
    """Whether the signed-in person holds a permission here; for templates and for views that show more to some."""
    if key not in PERMISSIONS:
        raise ValueError(f"no permission is called {key!r}; see PERMISSIONS")
    return key in held_permissions()


def init_permissions(app: Flask) -> None:
    """Enforce declarations on every request and offer ``can`` to templates."""
    app.url_value_preprocessor(load_partnership)
    app.url_defaults(fill_partnership)
    app.before_request(enforce)
    app.add_template_global(can)
