"""The demo: real servers and a realistic set of silos."""
