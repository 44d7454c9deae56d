"""Issued documents. Knows no domain: it is handed a payload."""
