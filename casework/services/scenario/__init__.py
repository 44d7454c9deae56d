"""Telling scenarios through the real services, and leaving nothing behind."""

from casework.services.scenario.files import read_case, scenario_files
from casework.services.scenario.story import tell

__all__ = ["read_case", "scenario_files", "tell"]
