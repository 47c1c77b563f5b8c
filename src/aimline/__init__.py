"""Aimline: goals as plain sentences, judged by data."""
