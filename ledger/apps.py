"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """The only place where money changes."""

    name = "ledger"
    verbose_name = "Ledger"
    default_auto_field = "django.db.models.BigAutoField"
