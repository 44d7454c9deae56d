"""Writing the audit trail, and telling history who acts."""

from revenues.audit.services.context import acting, business_time
from revenues.audit.services.record import record

__all__ = ["acting", "business_time", "record"]
