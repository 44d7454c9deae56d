"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Batch work: picked, tried, reviewed, released, written once."""

    name = "revenues.runs"
    verbose_name = "Runs"
    default_auto_field = "django.db.models.BigAutoField"
