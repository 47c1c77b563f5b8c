"""Platforms and metrics: what exists, of what kind, where. The facts are data in `rules/catalogue/`; this package reads them and answers questions.

It knows no other stage: the words people use for a metric stand in the lexicon of each language, the columns of exports in `rules/exports/`.
"""

from aimline.catalogue.model import Catalogue, Metric, Platform, load

__all__ = ["Catalogue", "Metric", "Platform", "load"]
