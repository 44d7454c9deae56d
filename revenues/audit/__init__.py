"""Who did what, to what, why and when: append-only."""
