"""PostgreSQL and Valkey from wheels: where they live, how they start, how they are known to live."""
