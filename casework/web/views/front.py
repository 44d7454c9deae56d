"""First page, search, and the page of a dwelling."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from casework.selectors.home import home_of
from casework.selectors.homes import dwelling
from casework.selectors.search import search
from revenues.audit.services import record
from revenues.authority.rules.roles import VIEW_ACCOUNT, VIEW_RUN
from revenues.web.permissions import OfficerRequest, officer, signed_in
from revenues.web.run_words import STATES, title_of


@signed_in("everybody lands here; it counts only what the officer's grants reach")
@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """The search box, the runs that wait, findings, and how much there is."""
    reach = request.reach
    page = home_of(
        reach.authorities, scope=reach.scope(VIEW_ACCOUNT), runs=reach.scope(VIEW_RUN), on=request.today
    )
    waiting = [(run, title_of(run), STATES[run.state]) for run in page.runs]
    return render(request, "casework/home.html", {"page": page, "waiting": waiting})


@officer(VIEW_ACCOUNT)
@require_GET
def search_page(request: OfficerRequest) -> HttpResponse:
    """Results while typing (a fragment), or as a page; one exact hit goes straight to the account."""
    text = request.GET.get("q", "")
    results = search(text, scope=request.scope, on=request.today)
    live = bool(request.htmx)
    if not live and results.only is not None:
        return redirect("casework:account", number=results.only.number)
    template = "casework/search_live.html" if live else "casework/search.html"
    return render(request, template, {"q": text, "results": results})


@officer(VIEW_ACCOUNT)
@require_GET
def property_page(request: OfficerRequest, property_id: int) -> HttpResponse:
    """Bands, areas and everything else that runs with a dwelling, and its accounts over time."""
    found = dwelling(property_id, scope=request.scope, on=request.today)
    if found is None:
        raise Http404
    home = found.home
    record(verb="read", subject=("property", home.pk), by=request.actor, authority_id=home.authority_id)
    return render(request, "casework/property.html", {"page": found, "authority": home.authority})
