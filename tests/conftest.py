"""Settings of the property-based tests: no deadline, since a busy machine proves nothing about a rule."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")
