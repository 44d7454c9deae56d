"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """The second person: proposals, limits by role, decisions."""

    name = "revenues.approval"
    verbose_name = "Approval"
    default_auto_field = "django.db.models.BigAutoField"
