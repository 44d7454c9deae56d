"""Reading the environment: the few shapes that settings need, each with a message that helps."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """A setting; an empty variable counts as unset, since compose files leave such behind."""
    return os.environ.get(name) or default


def required(name: str, why: str) -> str:
    if value := text(name):
        return value
    message = f"{name} is not set: {why}"
    raise ImproperlyConfigured(message)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if name not in os.environ:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    message = f"{name} is {value!r}: give one of 1, 0, true, false, yes, no, on, off."
    raise ImproperlyConfigured(message)


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if value.isdecimal():
        return int(value)
    message = f"{name} is {value!r}: give a whole number."
    raise ImproperlyConfigured(message)


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database settings from a PostgreSQL address, over TCP or a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must begin with postgresql://; no other database is supported."
        raise ImproperlyConfigured(message)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    name = unquote(parts.path.lstrip("/"))
    if not name:
        message = "DATABASE_URL names no database: postgresql://user:password@host:5432/name"
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or str(parts.port or ""),
        "OPTIONS": query,
    }


def broker(url: str) -> str:
    """Celery's spelling of a Redis address: its word for a Unix socket differs from redis-py's."""
    parts = urlsplit(url)
    if parts.scheme in {"redis", "rediss"}:
        return url
    if parts.scheme == "unix" and parts.path:
        number_of_database = parse_qs(parts.query).get("db", ["0"])[-1]
        return f"redis+socket://{parts.path}?virtual_host={number_of_database}"
    message = "REDIS_URL must begin with redis://, rediss:// or unix:///."
    raise ImproperlyConfigured(message)
