"""Runs, their chunks and items; due work; findings. The database is the queue."""

from revenues.runs.models.run import Run, RunChunk, RunItem
from revenues.runs.models.work import DueWork, Finding

__all__ = ["DueWork", "Finding", "Run", "RunChunk", "RunItem"]
