"""Running a plan: scans, key filters, the local engine."""
