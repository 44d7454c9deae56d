"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Dwellings, their bands and areas, and what the VOA says of them."""

    name = "valuation"
    verbose_name = "Valuation"
    default_auto_field = "django.db.models.BigAutoField"
