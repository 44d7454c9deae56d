"""The pages of runs: the list, one run's review, and what people do to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from revenues.authority.rules.roles import RELEASE_RUN, START_RUN, VIEW_RUN
from revenues.authority.selectors import authorities_in
from revenues.kernel import clock
from revenues.kernel.errors import DomainError
from revenues.runs import selectors, services
from revenues.runs.data import EXCLUDED, OUTCOMES, PARKED, Controls
from revenues.runs.models import Run, RunItem
from revenues.web.forms import AnnualBillingForm, ReasonForm, ReleaseForm
from revenues.web.permissions import OfficerRequest, officer
from revenues.web.run_words import STATES, title_of
from revenues.web.subjects import subjects

ITEMS = 50
MOVING = ("trying", "releasing")
ANNUAL = "annual_billing"


@officer(VIEW_RUN)
@require_GET
def run_list(request: OfficerRequest) -> HttpResponse:
    """The latest runs, newest first."""
    runs = selectors.runs_in(request.scope)
    rows = [(run, title_of(run), STATES[run.state], _controls(run)) for run in runs]
    context = {"rows": rows, "section": "runs", "may_start": request.reach.may(START_RUN)}
    return render(request, "web/runs/list.html", context)


@officer(START_RUN)
@require_http_methods(["GET", "POST"])
def run_start(request: OfficerRequest) -> HttpResponse:
    """Start annual billing and have it tried; nothing is billed before somebody else releases it."""
    form = AnnualBillingForm(
        request.POST or None, authorities=authorities_in(request.scope), today=request.today
    )
    if request.method == "POST" and form.is_valid():
        try:
            run = services.start_run(
                kind=ANNUAL,
                authority_id=form.cleaned_data["authority"],
                business_date=request.today,
                params=form.params(),
                by=request.actor,
            )
            services.try_run(run_id=run.pk, by=request.actor)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            services.ring()
            messages.success(request, f"Started. {run.picked:,} accounts were picked; the trial is running.")
            return redirect("run_page", run_id=run.pk)
    status = 422 if form.errors else 200
    return render(request, "web/runs/start.html", {"form": form, "section": "runs"}, status=status)


@officer(VIEW_RUN)
@require_GET
def run_page(request: OfficerRequest, run_id: int) -> HttpResponse:
    """One run: how it stands, what its items came to, and what may be done to it."""
    run = _run(request, run_id)
    outcome = request.GET.get("outcome", "")
    label = request.GET.get("label", "")
    if outcome and outcome not in (*OUTCOMES, "picked"):
        raise Http404
    after = request.GET.get("after", "0")
    after_id = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    items = selectors.items_of(run.pk, outcome=outcome, label=label, after=after_id, limit=ITEMS + 1)
    shown, more = items[:ITEMS], len(items) > ITEMS
    named = subjects(run.kind, [item.subject_id for item in shown])
    groups = selectors.groups(run.pk)
    controls = _controls(run)
    reach = request.reach
    context = {
        "run": run,
        "authority": run.authority,
        "section": "runs",
        "title": title_of(run),
        "sentence": selectors.sentence(run),
        "state": STATES[run.state],
        "moving": run.state in MOVING,
        "progress": selectors.progress(run.pk),
        "controls": controls,
        "waiting": controls.picked - sum(controls.counts.values()),
        "issue_on": _posted(run),
        "groups": groups,
        "outcome": outcome,
        "label": label,
        "outcomes": OUTCOMES,
        "items": [(item, named.get(item.subject_id), _change(run, item)) for item in shown],
        "can_change": reach.may(RELEASE_RUN, run.authority_id) and any(_change(run, one)[0] for one in shown),
        "next": urlencode({"outcome": outcome, "label": label, "after": shown[-1].subject_id})
        if more
        else "",
        "started_it": run.started_by_id == request.actor.id,
        "may_start": reach.may(START_RUN, run.authority_id),
        "may_release": reach.may(RELEASE_RUN, run.authority_id),
        "reviewed": run.state in ("tried", "held"),
        "can_try": run.can_move("trying"),
        "can_cancel": run.can_move("cancelled"),
    }
    return render(request, "web/runs/run.html", context)


@officer(START_RUN)
@require_POST
def run_try(request: OfficerRequest, run_id: int) -> HttpResponse:
    """Have the run tried, or tried again."""
    run = _run(request, run_id)
    return _act(
        request, run, lambda: services.try_run(run_id=run.pk, by=request.actor), "The trial is running."
    )


@officer(RELEASE_RUN)
@require_POST
def run_release(request: OfficerRequest, run_id: int) -> HttpResponse:
    """Let a tried run be written, as the second person."""
    run = _run(request, run_id)
    form = ReleaseForm(request.POST)
    words = form.cleaned_data["acknowledged"] if form.is_valid() else ""
    return _act(
        request,
        run,
        lambda: services.release_run(run_id=run.pk, by=request.actor, at=clock.now(), acknowledged=words),
        "Released. The bills are being written.",
    )


@officer(RELEASE_RUN)
@require_POST
def run_cancel(request: OfficerRequest, run_id: int) -> HttpResponse:
    """End a run that is not to be released."""
    run = _run(request, run_id)
    return _act(
        request,
        run,
        lambda: services.cancel_run(run_id=run.pk, by=request.actor),
        "Cancelled. Nothing was billed.",
    )


@officer(RELEASE_RUN)
@require_POST
def run_exclude(request: OfficerRequest, run_id: int) -> HttpResponse:
    """Take one item out, with a reason."""
    return _item(request, run_id, services.exclude_item, "Taken out of this run.")


@officer(RELEASE_RUN)
@require_POST
def run_retry(request: OfficerRequest, run_id: int) -> HttpResponse:
    """Put a parked or excluded item back: the next trial computes it again."""
    return _item(request, run_id, services.retry_item, "Put back: try the run again.")


@officer(RELEASE_RUN)
@require_POST
def run_settle(request: OfficerRequest, run_id: int) -> HttpResponse:
    """Say how an item that a finished run left parked was dealt with."""
    return _item(request, run_id, services.settle_item, "Written down as dealt with.")


def _run(request: OfficerRequest, run_id: int) -> Run:
    try:
        return selectors.run_in(request.scope, run_id)
    except DomainError as error:
        raise Http404 from error


def _controls(run: Run) -> Controls:
    return Controls.of(run.controls or run.trial_controls or {"picked": run.picked})


def _posted(run: Run) -> date | None:
    """The day the bills are in the post, where the run has one."""
    try:
        return date.fromisoformat(run.params.get("issue_on", ""))
    except ValueError:
        return None


def _change(run: Run, item: RunItem) -> tuple[str, str]:
    """The address name and words of what may be done to an item; empty when nothing may."""
    if run.state in ("tried", "held"):
        if item.outcome in (PARKED, EXCLUDED):
            return "run_retry", "Put back"
        return "run_exclude", "Take out"
    if run.state == "done" and item.outcome == PARKED and not item.reason:
        return "run_settle", "Dealt with"
    return "", ""


def _item(request: OfficerRequest, run_id: int, service: Callable[..., None], done: str) -> HttpResponse:
    run = _run(request, run_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, why)
        return redirect("run_page", run_id=run.pk)
    asked: dict[str, Any] = form.cleaned_data
    return _act(request, run, lambda: service(run_id=run.pk, by=request.actor, **asked), done)


def _act(request: OfficerRequest, run: Run, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it, ring the workers, and say what came of it; a refusal is said in its own words. A second click is refused."""
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        services.ring()
        messages.success(request, done)
    return redirect("run_page", run_id=run.pk)
