"""Execute: run a plan's scans concurrently, feed them to the local engine, stream the result."""
