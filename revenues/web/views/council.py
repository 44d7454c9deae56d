"""The council's colour as a stylesheet: the security policy allows no style inside a page."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from revenues.authority.models import Authority
from revenues.web.permissions import public

DEFAULT = "#1d4f7c"
_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


def ink_on(colour: str) -> str:
    """White or near-black, whichever is read better on the colour (relative luminance, in whole numbers)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#0b0c0c" if 2126 * red**2 + 7152 * green**2 + 722 * blue**2 > 10_000 * 11_700 else "#ffffff"


@public("a council's colour is on its public website")
@require_GET
@cache_control(public=True, max_age=3600)
def colours(request: HttpRequest, slug: str) -> HttpResponse:
    """Two custom properties: the colour of the band at the top, and of the words on it."""
    colour = get_object_or_404(Authority, slug=slug).colour
    if not _COLOUR.match(colour):
        colour = DEFAULT
    css = f":root{{--council:{colour};--council-ink:{ink_on(colour)}}}\n"
    return HttpResponse(css, content_type="text/css")
