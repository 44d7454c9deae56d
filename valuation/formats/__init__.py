"""Files about dwellings."""
