"""Batch work: picked, tried, reviewed, released, written once."""
