"""Logging through structlog: one line an event, and nothing in it that names a customer."""

from collections.abc import MutableMapping
from typing import Any

import structlog

# Keys that have carried a person's data into logs elsewhere; identifiers of ours may stay.
PERSONAL = frozenset(
    {
        "address",
        "account_name",
        "birth",
        "date_of_birth",
        "email",
        "first_name",
        "full_name",
        "last_name",
        "name",
        "phone",
        "postcode",
        "query",
        "request",
        "sort_code",
        "surname",
        "telephone",
    }
)

EventDict = MutableMapping[str, Any]


def without_personal_data(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Drop what names a person before anything is written."""
    for key in PERSONAL & event.keys():
        event[key] = "[left out]"
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
]


def configuration(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING; structlog's own loggers are sent down the same road."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if as_json:
        renderer = structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *SHARED],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info if as_json else _as_it_is,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            # These two log the text and the arguments of what they run.
            "django.db.backends": {"level": "INFO"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }


def _as_it_is(_logger: object, _method: str, event: EventDict) -> EventDict:
    return event
