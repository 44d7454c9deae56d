"""Refusals and failures, said plainly."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from revenues.web.permissions import introduce


def _framed(request: HttpRequest) -> HttpRequest:
    """An officer keeps her frame and search box where the address led to no view, or to one that refused her."""
    if request.user.is_authenticated and not hasattr(request, "reach"):
        introduce(request)
    return request


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not hers to open: which permission is missing, and whom to ask."""
    return render(_framed(request), "403.html", {"why": str(exception or "")}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: a page left open too long, or sent from elsewhere."""
    return render(_framed(request), "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing that she may see: the answer is the same."""
    return render(_framed(request), "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault. Asks nothing of the database, which may be what is down."""
    return render(request, "500.html", status=500)
