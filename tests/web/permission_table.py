"""Who may open what: one row for every address of the site. A new address without a row fails the walk."""

from revenues.authority.rules import roles

PUBLIC, SIGNED_IN = "public", "signed in"
ALL_ROLES = (*roles.ROLES, None)

TABLE = {
    "health": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "council_colours": PUBLIC,
    "who_am_i": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "casework:home": SIGNED_IN,
    "casework:search": roles.VIEW_ACCOUNT,
    "casework:account": roles.VIEW_ACCOUNT,
    "casework:why": roles.VIEW_ACCOUNT,
    "casework:notice_pdf": roles.VIEW_ACCOUNT,
    "casework:account_by_id": roles.VIEW_ACCOUNT,
    "casework:property": roles.VIEW_ACCOUNT,
    "run_list": roles.VIEW_RUN,
    "run_page": roles.VIEW_RUN,
    "run_start": roles.START_RUN,
    "run_try": roles.START_RUN,
    "run_release": roles.RELEASE_RUN,
    "run_cancel": roles.RELEASE_RUN,
    "run_exclude": roles.RELEASE_RUN,
    "run_retry": roles.RELEASE_RUN,
    "run_settle": roles.RELEASE_RUN,
}
