"""Readings that people type in: `aimline log`."""
