"""Standings → transitions that somebody should hear of: what is said, to whom, and what was said already."""
