"""The only place where money changes."""
