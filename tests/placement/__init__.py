"""Placement invariance: an answer does not depend on where its tables live."""
