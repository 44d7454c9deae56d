"""Machine-readable symbols, as drawings."""
