"""The demonstration: two councils with invented people, loaded, billed and partly paid. Never in production."""
