"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Billing authorities, their users, grants and dated settings."""

    name = "revenues.authority"
    verbose_name = "Authorities"
    default_auto_field = "django.db.models.BigAutoField"
