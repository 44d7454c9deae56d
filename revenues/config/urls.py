"""The addresses of the site. Each app's own are included here and nowhere else."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_GET

# Pages ring the workers' bell: without the application Celery would look for a broker of its own, and wait.
from revenues.config.celery import app as celery
from revenues.web.permissions import public

__all__ = ["celery", "handler403", "handler404", "handler500", "urlpatterns"]

handler403 = "revenues.web.views.errors.forbidden"
handler404 = "revenues.web.views.errors.not_found"
handler500 = "revenues.web.views.errors.broken"


@public("a balancer has no name and learns nothing")
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """That this process answers; says nothing of the database, so that a balancer stays calm."""
    return JsonResponse({"status": "ok"})


urlpatterns = [
    path("health/", health, name="health"),
    path("", include("revenues.web.urls")),
    path("", include("casework.web.urls")),
]
