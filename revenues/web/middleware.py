"""The last fence: a view that nobody has fenced is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from revenues.web.permissions import fence_of


class Fenced:
    """Refuses any view that carries neither ``officer``, ``signed_in`` nor ``public``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        """Django calls this once the address has led to a view."""
        if fence_of(view) is None:
            raise PermissionDenied("Nobody has said who may open this page, so nobody may.")
