"""Benchmarks: figures of this gateway beside those of a real PostgreSQL, in one run."""
