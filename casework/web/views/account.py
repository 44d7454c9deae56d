"""The account page, the working of its figures, and its notices."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import Account
from billing.rules import words
from casework.rules.desk_words import METHODS, class_words, in_words
from casework.rules.plan_words import basis_words, terms_words
from casework.selectors.explain import working_of
from casework.selectors.facts import facts_of
from casework.selectors.heads import Head, account_numbered, head_of
from casework.selectors.money import Money, YearView, money_of
from casework.selectors.tabs import household_of, notices_of, postings_of, versions_of
from casework.web.tags import tags_of
from notices.models import Notice
from notices.services import document
from revenues.audit.services import record
from revenues.authority.rules.roles import VIEW_ACCOUNT
from revenues.authority.selectors import law_for
from revenues.web.permissions import OfficerRequest, officer

TABS = {
    "charges": "Charges",
    "plan": "Plan",
    "notices": "Notices",
    "ledger": "Ledger",
    "people": "People & liability",
    "facts": "Facts & discounts",
}


@officer(VIEW_ACCOUNT)
@require_GET
def account_page(request: OfficerRequest, number: str) -> HttpResponse:
    """Who, where, what is owed and why, how it is paid; one tab of the rest. Each look is written down."""
    account = _account(request, number)
    tab = request.GET.get("tab", "charges")
    if tab not in TABS:
        raise Http404
    head = head_of(account, on=request.today)
    money = money_of(account, year=_number(request, "year"), on=request.today)
    if request.GET.get("year") and money.shown is None:
        raise Http404
    record(
        verb="read",
        subject=("account", account.pk),
        by=request.actor,
        authority_id=account.authority_id,
        after={"tab": tab},
    )
    left = money.shown.left_to_pay if money.shown else ()
    coming = [one for one in left if one.due_on >= head.day]
    context = {
        "head": head,
        "account": account,
        "authority": account.authority,
        "money": money,
        "tags": tags_of(head),
        "tab": tab,
        "tabs": TABS,
        "tab_template": f"casework/tabs/{tab}.html",
        "chosen_year": _number(request, "year"),
        "overdue": money.shown.overdue(head.day) if money.shown else 0,
        "next": coming[0] if coming else None,
        "then": coming[1] if len(coming) > 1 else None,
        "method": METHODS.get(head.choice.method, "") if head.choice else "",
        "terms": _terms(head),
        "plan_basis": _basis(money),
        "class_words": class_words(account.liability_class, on=request.today),
        "paragraph": _paragraph(head, money),
        **_tab(request, tab, head, money),
    }
    return render(request, "casework/account.html", context)


@officer(VIEW_ACCOUNT)
@require_GET
def why(request: OfficerRequest, number: str, year: int, what: str) -> HttpResponse:
    """The working of one figure: a fragment in place, or a page of its own."""
    account = _account(request, number)
    law = law_for(account.authority_id)
    working = working_of(account, year=year, what=what, version=_number(request, "version"), law=law)
    if working is None:
        raise Http404
    record(
        verb="read",
        subject=("account", account.pk),
        by=request.actor,
        authority_id=account.authority_id,
        after={"working": what, "year": year},
    )
    context = {"account": account, "authority": account.authority, "working": working, "year": year}
    context["version"] = _number(request, "version")
    return render(request, "casework/why_here.html" if request.htmx else "casework/why.html", context)


@officer(VIEW_ACCOUNT)
@require_GET
def notice_pdf(request: OfficerRequest, number: str, notice_id: int) -> HttpResponse:
    """A notice as it was issued, drawn again byte for byte."""
    account = _account(request, number)
    notices = Notice.objects.within(request.scope).filter(demand__charge_year__account=account)
    notice = get_object_or_404(notices, pk=notice_id)
    record(verb="read", subject=("notice", notice.pk), by=request.actor, authority_id=notice.authority_id)
    made = document(notice.pk)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{account.number}-{notice.issued_on:%Y-%m-%d}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@officer(VIEW_ACCOUNT)
@require_GET
def account_by_id(request: OfficerRequest, account_id: int) -> HttpResponse:
    """From an id, as runs and findings keep it, to the account's own page."""
    account = get_object_or_404(Account.objects.within(request.scope), pk=account_id)
    return redirect("casework:account", number=account.number)


def _account(request: OfficerRequest, number: str) -> Account:
    account = account_numbered(number, scope=request.scope)
    if account is None:
        raise Http404
    return account


def _number(request: OfficerRequest, name: str) -> int | None:
    """A whole number of the query string; anything else is no page."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Http404
    return int(text)


def _terms(head: Head) -> str:
    """On which day and how often the persons liable pay; empty where they made no choice."""
    choice = head.choice
    return terms_words(choice.frequency, choice.pay_day, choice.basis) if choice else ""


def _basis(money: Money) -> str:
    """The basis in law of the plan shown, with its provision."""
    plan = money.shown.plan if money.shown else None
    return "{} ({})".format(*basis_words(plan.basis)) if plan else ""


def _tab(request: OfficerRequest, tab: str, head: Head, money: Money) -> dict[str, Any]:
    """What the chosen tab lists."""
    shown, page = money.shown, _number(request, "page") or 1
    if tab == "charges" and shown:
        return {"lines": _lines(head.account, shown), "versions": versions_of(shown.row)}
    if tab == "notices":
        found, sent = notices_of(head.account, page=page)
        return {"page": found, "sent": sent}
    if tab == "ledger":
        only = shown.row.year if shown and request.GET.get("year") else None
        query = f"tab=ledger&year={only}" if only else "tab=ledger"
        return {"page": postings_of(head.account, year=only, page=page), "page_query": query}
    if tab == "people":
        return {"household": household_of(head.account, head.people, on=request.today)}
    if tab == "facts":
        return {"facts": facts_of(head.account.property_id)}
    return {}


def _lines(account: Account, shown: YearView) -> list[dict[str, Any]]:
    """The lines of the assessment in words, each with the address of its working."""
    law = law_for(account.authority_id)
    lines = shown.assessment.lines if shown.assessment else ()
    return [
        {
            "line": line,
            "said": words.explain(line, law=law),
            "what": f"line-{number}",
            "url": reverse("casework:why", args=[account.number, shown.row.year, f"line-{number}"]),
        }
        for number, line in enumerate(lines, start=1)
    ]


def _paragraph(head: Head, money: Money) -> str:
    shown = money.shown
    if shown is None:
        return "No charge has been made on this account yet."
    return in_words(
        names=[person.name for person in head.people],
        year=shown.row.year,
        balance=shown.row.balance,
        payments=shown.payments,
        method=head.choice.method if head.choice else "cash",
        others=[(row.year, row.balance) for row in money.others],
        on=head.day,
    )
