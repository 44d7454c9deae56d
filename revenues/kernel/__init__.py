"""The bottom of the house: money, periods, years, law, clock, events, errors. No Django, no models."""
