"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Parties, accounts, liability, occupation and entitlements."""

    name = "accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"
