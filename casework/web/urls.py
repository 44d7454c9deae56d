"""Addresses of the casework pages. An address holds an account number or ids, never a name."""

from django.urls import path, register_converter

from casework.web import (
    subjects,  # noqa: F401 - it names the subjects of runs
    views,
)
from casework.web.converters import AccountNumber

app_name = "casework"
register_converter(AccountNumber, "account")

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("accounts/<account:number>/", views.account_page, name="account"),
    path("accounts/<account:number>/<int:year>/why/<slug:what>/", views.why, name="why"),
    path("accounts/<account:number>/notices/<int:notice_id>.pdf", views.notice_pdf, name="notice_pdf"),
    path("accounts/id/<int:account_id>/", views.account_by_id, name="account_by_id"),
    path("properties/<int:property_id>/", views.property_page, name="property"),
]
