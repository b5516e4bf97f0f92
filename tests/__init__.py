"""Tests; `tests.servers` provides the databases they talk to."""
