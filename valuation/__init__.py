"""Dwellings, their bands and areas, and what the VOA says of them."""
