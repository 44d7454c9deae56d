"""The one place that reads the clock: an aware instant, and the date in London."""

from datetime import UTC, date, datetime

import pytest

from revenues.kernel import clock


def test_now_is_aware():
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "today"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 30, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_today_is_londons(monkeypatch, instant, today):
    monkeypatch.setattr(clock, "now", lambda: instant)
    assert clock.today() == today
