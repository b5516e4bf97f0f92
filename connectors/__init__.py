"""Connectors: one package per kind of source, and the contract they share (`api`)."""
