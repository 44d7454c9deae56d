"""Tables of the audit trail, and what every table shares: history and states."""

from revenues.audit.models.event import Event
from revenues.audit.models.history import AppNow, fact_history
from revenues.audit.models.states import Moves, Stateful, guard, state_field

__all__ = ["AppNow", "Event", "Moves", "Stateful", "fact_history", "guard", "state_field"]
