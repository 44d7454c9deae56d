"""The table of permissions: a role holds exactly what stands here; nothing is implied."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VIEW_ACCOUNT = "view_account"
VIEW_RUN = "view_run"
START_RUN = "start_run"
RELEASE_RUN = "release_run"
CHANGE_FACTS = "change_facts"
REBILL = "rebill"
LOAD_FILE = "load_file"
SET_TAX = "set_tax"
CHANGE_SETTING = "change_setting"
APPROVE = "approve"
VIEW_AUDIT = "view_audit"
MANAGE_USERS = "manage_users"

_LOOK = frozenset({VIEW_ACCOUNT, VIEW_RUN})

ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "billing_officer": _LOOK | {CHANGE_FACTS, REBILL},
        "recovery_officer": _LOOK,
        "team_leader": _LOOK | {CHANGE_FACTS, REBILL, APPROVE, RELEASE_RUN, VIEW_AUDIT},
        "systems_officer": _LOOK | {START_RUN, RELEASE_RUN, LOAD_FILE, SET_TAX, CHANGE_SETTING, MANAGE_USERS},
        "auditor": _LOOK | {VIEW_AUDIT},
    }
)

PERMISSIONS: frozenset[str] = frozenset().union(*ROLES.values())
