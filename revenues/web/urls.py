"""Addresses of signing in, of runs, and of the council's colour. What allauth offers besides is not there."""

from django.urls import path

from revenues.web.views import council, runs, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/closed/", sign_in.closed, name="account_inactive"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("me/", sign_in.who_am_i, name="who_am_i"),
    path("me/password/", sign_in.change_password, name="account_change_password"),
    path("council/<slug:slug>.css", council.colours, name="council_colours"),
    path("runs/", runs.run_list, name="run_list"),
    path("runs/start/", runs.run_start, name="run_start"),
    path("runs/<int:run_id>/", runs.run_page, name="run_page"),
    path("runs/<int:run_id>/try/", runs.run_try, name="run_try"),
    path("runs/<int:run_id>/release/", runs.run_release, name="run_release"),
    path("runs/<int:run_id>/cancel/", runs.run_cancel, name="run_cancel"),
    path("runs/<int:run_id>/exclude/", runs.run_exclude, name="run_exclude"),
    path("runs/<int:run_id>/retry/", runs.run_retry, name="run_retry"),
    path("runs/<int:run_id>/settle/", runs.run_settle, name="run_settle"),
]
