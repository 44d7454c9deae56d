"""Django's card of the app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    """Batch work: picked, tried, reviewed, released, written once."""

    name = "revenues.runs"
    verbose_name = "Runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load what registers itself: every app's kinds of run, and its subscribers to events."""
        autodiscover_modules("runs", "subscribers")
