"""The system's Chromium, driven by playwright, with nothing that reaches for the network."""

import os
import shutil
from pathlib import Path

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
]


def executable() -> str:
    """Where Chromium is; raises with the line that installs it."""
    chosen = os.environ.get("CHROMIUM") or shutil.which("chromium")
    for place in filter(None, (chosen, *PLACES)):
        if Path(place).exists():
            return place
    message = "Browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path."
    raise FileNotFoundError(message)


def arguments() -> list[str]:
    """Chromium's own sandbox refuses to run as root."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.getuid() == 0 else [])]
