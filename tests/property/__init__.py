"""Random data and random queries: wherever the tables live, the answer is PostgreSQL's."""
