"""Dwellings and what runs with them: areas, bands, and files that brought them."""

from valuation.models.property import Area, BandEntry, Property, PropertyArea

__all__ = ["Area", "BandEntry", "Property", "PropertyArea"]
