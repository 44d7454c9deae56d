"""Signing in and out by allauth. Nobody signs up, and no password is sent by e-mail: a systems officer resets it."""

from __future__ import annotations

from allauth.account import views as allauth
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from revenues.web.permissions import OfficerRequest, public, signed_in


class ChangePassword(allauth.PasswordChangeView):
    """The old password, then the new one twice."""

    def get_success_url(self) -> str:
        return reverse("who_am_i")


sign_in = public("somebody has to be let in first")(allauth.login)
sign_out = public("whoever is signed in may leave; whoever is not has left")(allauth.logout)
closed = public("somebody who may not come in is told so")(allauth.account_inactive)
change_password = signed_in("everybody may change her own password")(ChangePassword.as_view())


@signed_in("everybody may see what she herself may do")
def who_am_i(request: OfficerRequest) -> HttpResponse:
    """Her name, her last sign-in, and at each authority her roles and what they let her do."""
    return render(request, "web/who_am_i.html", {"standing": request.reach.standing()})
