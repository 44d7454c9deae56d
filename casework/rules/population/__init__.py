"""An invented population: dwellings, people, accounts and what is known of them. The same from one seed."""

from casework.rules.population.records import Population
from casework.rules.population.town import Council, populate

__all__ = ["Council", "Population", "populate"]
