"""TPC-H: data made here (seeded, small), and the 22 queries with their validation parameters."""
