"""Pages of the platform: signing in, runs, refusals, and the council's colour."""
