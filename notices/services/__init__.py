"""Issuing notices and drawing them."""

from notices.services.documents import document
from notices.services.issuing import issue, keep_table

__all__ = ["document", "issue", "keep_table"]
