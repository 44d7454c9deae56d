"""Reads: which notices there are about something."""

from notices.selectors.issued import about

__all__ = ["about"]
