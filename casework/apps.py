"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Journeys across apps: the account page, search, scenarios."""

    name = "casework"
    verbose_name = "Casework"
    default_auto_field = "django.db.models.BigAutoField"
