"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Issued documents. Knows no domain: it is handed a payload."""

    name = "notices"
    verbose_name = "Notices"
    default_auto_field = "django.db.models.BigAutoField"
