"""Who may open which page: every view says so, and one that does not is refused (``revenues.web.middleware``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from revenues.audit.data import Actor
from revenues.authority.data import Scope
from revenues.authority.models import User
from revenues.authority.rules.roles import PERMISSIONS
from revenues.kernel import clock
from revenues.kernel.errors import ensure
from revenues.web.reach import Reach, reach_of

View = Callable[..., HttpResponse]

IN_WORDS = {
    "view_account": "see accounts",
    "view_run": "see runs",
    "start_run": "start runs and try them",
    "release_run": "release runs",
}


class OfficerRequest(HttpRequest):
    """A request as a view behind ``officer`` or ``signed_in`` finds it."""

    today: date
    actor: Actor
    reach: Reach
    scope: Scope
    htmx: Any


@dataclass(frozen=True, slots=True)
class Fence:
    """What stands before a view: a permission, signing in only, or nothing, with the reason why nothing is enough."""

    kind: str
    permission: str = ""
    reason: str = ""


def officer(permission: str) -> Callable[[View], View]:
    """Only an officer who holds the permission at one authority at least.

    The view finds ``request.today``, ``request.actor`` and ``request.scope``: the authorities at which she holds
    it. What lies outside of the scope is not found.
    """
    ensure(permission in PERMISSIONS, f"no permission is called {permission}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            known = introduce(request)
            known.scope = known.reach.scope(permission)
            if not known.scope.authority_ids:
                words = IN_WORDS.get(permission, permission.replace("_", " "))
                raise PermissionDenied(f"Your role does not let you {words}.")
            return _private(view(known, *args, **kwargs))

        return _fenced(guarded, Fence("officer", permission))

    return decorate


def signed_in(reason: str) -> Callable[[View], View]:
    """Anybody who has signed in, whatever her roles; the reason is read by the reviewer."""
    ensure(reason, "say why signing in is enough")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_first(request)
            return _private(view(introduce(request), *args, **kwargs))

        return _fenced(guarded, Fence("signed_in", reason=reason))

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Anybody at all; the reason is read by the reviewer."""
    ensure(reason, "say why anybody may open this")

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs)

        return _fenced(opened, Fence("public", reason=reason))

    return decorate


def fence_of(view: Any) -> Fence | None:
    """What stands before a view; None when nobody has said."""
    found = getattr(view, "fence", None)
    return found if isinstance(found, Fence) else None


def introduce(request: HttpRequest) -> OfficerRequest:
    """Put on the request who acts, on which day, and what she may do where."""
    known = cast("OfficerRequest", request)
    known.today = clock.today()
    known.reach = reach_of(cast("User", request.user), on=known.today)
    known.actor = known.reach.actor
    return known


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    if htmx:
        come_back = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(come_back).url)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _private(response: HttpResponse) -> HttpResponse:
    """No copy of somebody's account stays in a browser after sign-out."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def _fenced(view: Any, fence: Fence) -> View:
    view.fence = fence
    return view
