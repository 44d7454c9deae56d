"""Writes: propose, decide, withdraw, complete; limits by role."""

from revenues.approval.services.limits import set_limit
from revenues.approval.services.proposals import complete, decide, propose, withdraw

__all__ = ["complete", "decide", "propose", "set_limit", "withdraw"]
