"""The Council Tax back office. Celery and settings live in revenues.config; nothing is loaded from here."""
