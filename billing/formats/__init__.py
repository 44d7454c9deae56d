"""Files that billing reads."""
