"""Law and policy as pure functions over frozen facts."""
