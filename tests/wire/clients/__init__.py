"""Clients people use, against a gateway over four databases and against PostgreSQL itself."""
