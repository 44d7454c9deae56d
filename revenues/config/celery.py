"""The Celery application. It lives here, never in revenues/__init__.py: kernel and rules load free.

Delivery settings matter little: a message is a ping, the work is a row (DESIGN 7).
"""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging

from revenues.config import schedule
from revenues.runs.task import route

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revenues.config.settings")

app = Celery("revenues")
app.set_default()  # for every thread: else a page served in another one looks for a broker of its own
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    beat_schedule=schedule.BEAT_SCHEDULE,
    beat_scheduler="django_celery_beat.schedulers:DatabaseScheduler",
    broker_connection_retry_on_startup=True,
    enable_utc=True,
    task_create_missing_queues=False,
    task_default_queue=schedule.DEFAULT_QUEUE,
    task_ignore_result=True,
    task_routes=(route,),
    task_queues={name: {} for name in schedule.QUEUES},
    timezone="Europe/London",
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django has set logging up already; Celery's own would write arguments out."""


@beat_init.connect
def ring_at_once(**_: object) -> None:
    """Work that fell due while the schedule was down does not wait for the first half minute."""
    ping = schedule.BEAT_SCHEDULE["ping the runner"]
    app.send_task(ping["task"], **ping["options"])
