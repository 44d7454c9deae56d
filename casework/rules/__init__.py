"""Rules of casework: pure functions over what they are given."""
