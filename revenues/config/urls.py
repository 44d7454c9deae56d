"""The addresses of the site. Each app's own are included here and nowhere else."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_GET


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """That this process answers; says nothing of the database, so that a balancer stays calm."""
    return JsonResponse({"status": "ok"})


urlpatterns = [
    path("health/", health, name="health"),
    path("sign-in/", include("allauth.account.urls")),
]
