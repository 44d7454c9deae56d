"""Views: parse, call one selector or service, render."""

from casework.web.views.account import account_by_id, account_page, notice_pdf, why
from casework.web.views.front import home, property_page, search_page

__all__ = ["account_by_id", "account_page", "home", "notice_pdf", "property_page", "search_page", "why"]
