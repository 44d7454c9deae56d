"""Log lines carry identifiers and no person's data, whichever of the two loggers wrote them."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.conf import settings

from revenues.config import logs


@pytest.fixture
def written():
    """Everything that production would write, as it is written; the tests' own logging afterwards."""
    configuration = logs.configuration(level="INFO", as_json=True)
    logging.config.dictConfig(configuration)
    stream = io.StringIO()
    logging.getLogger().handlers[0].setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_structlog_events_are_lines_of_json_without_personal_data(written):
    structlog.get_logger("house").info("account opened", account_id=12, postcode="OV1 2AB", name="Ana Iles")
    (line,) = written()
    assert line["event"] == "account opened"
    assert line["account_id"] == 12
    assert line["postcode"] == line["name"] == "[left out]"
    assert line["level"] == "info"
    assert line["logger"] == "house"


def test_standard_logging_goes_down_the_same_road(written):
    logging.getLogger("elsewhere").warning("sent %s", 3, extra={"email": "ana@example.org", "run_id": 7})
    (line,) = written()
    assert (line["event"], line["run_id"], line["email"]) == ("sent 3", 7, "[left out]")


def test_database_statements_are_never_written(written):
    logging.getLogger("django.db.backends").debug("SELECT 'Ana Iles'")
    assert written() == []
