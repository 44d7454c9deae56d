"""The site with one view that nobody has fenced."""

from django.http import HttpResponse
from django.urls import include, path


def unfenced(request):
    return HttpResponse("secret")


urlpatterns = [path("", include("revenues.config.urls")), path("open/", unfenced)]
