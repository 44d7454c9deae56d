"""Django's card of the app."""

from django.apps import AppConfig


class Config(AppConfig):
    """The base page, the kit of parts, and permission on every view."""

    name = "revenues.web"
    verbose_name = "Web"
    default_auto_field = "django.db.models.BigAutoField"
