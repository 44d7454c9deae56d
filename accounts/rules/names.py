"""Search keys for names, and postcodes as they are printed: the kernel's, since dwellings have them too."""

from revenues.kernel.names import fold, postcode

__all__ = ["fold", "postcode"]
