"""Tests that need no more than one server each."""
