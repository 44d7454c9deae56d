"""Formats that casework reads: scenarios in YAML, with the line of every value kept."""
