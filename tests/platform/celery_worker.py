"""The project's Celery application with the fake kind of run, for a worker that a test starts."""

import django
from celery.signals import worker_init

from revenues.config.celery import app

__all__ = ["app"]


@worker_init.connect
def know_the_fake_kind(**_):
    """Once the models are loaded."""
    django.setup()
    from revenues.runs.data import register  # noqa: PLC0415
    from tests.platform.fake import FakeKind  # noqa: PLC0415

    register(FakeKind())
