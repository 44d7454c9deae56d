"""Measures of the heavy work, each in a scratch database of its own."""

from casework.services.bench.annual import Measured, measure_annual_billing
from casework.services.bench.scratch import scratch_database

__all__ = ["Measured", "measure_annual_billing", "scratch_database"]
