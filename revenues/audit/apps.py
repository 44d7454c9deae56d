"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Who did what, to what, why and when: append-only."""

    name = "revenues.audit"
    verbose_name = "Audit"
    default_auto_field = "django.db.models.BigAutoField"
