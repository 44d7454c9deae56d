"""The base page, the kit of parts, and permission on every view."""
