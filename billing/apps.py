"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Setting the tax, assessment, instalment plans, demands."""

    name = "billing"
    verbose_name = "Billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of run and the subscribers known."""
        from billing import runs, subscribers  # noqa: F401, PLC0415
