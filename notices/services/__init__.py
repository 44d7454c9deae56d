"""Issuing notices and drawing them."""

from notices.services.documents import document
from notices.services.issuing import check, issue, keep_table

__all__ = ["check", "document", "issue", "keep_table"]
