"""The second person: proposals, limits by role, decisions."""
