"""What Celery beat rings, and when; and the queues, named in this one place.

The database is the queue (DESIGN 7): beat only rings a bell, and a lost bell costs thirty seconds.
"""

from typing import Any

from celery.schedules import crontab

DEFAULT_QUEUE = "default"
QUEUES = (DEFAULT_QUEUE,)
PING_SECONDS = 30

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "ping the runner": {
        "task": "runs.ping",
        "schedule": float(PING_SECONDS),
        # An unread ping is worthless once the next one rings.
        "options": {"queue": DEFAULT_QUEUE, "expires": PING_SECONDS},
    },
    "find clocks that have run out": {
        "task": "billing.clocks",
        "schedule": crontab(hour=1, minute=0),
        "options": {"queue": DEFAULT_QUEUE},
    },
    "look for what should have happened": {
        "task": "runs.watch",
        "schedule": crontab(hour=7, minute=0),
        "options": {"queue": DEFAULT_QUEUE},
    },
}
