"""Platforms and metrics: what exists, of what kind, where. The facts are data in `rules/catalogue/`; this package reads them and answers questions.

It knows no other stage: the words people use for a metric stand in the lexicon of each language, what exports look like in `rules/exports/`; what columns and
fields of APIs are called on a platform is read by `labels`.
"""

from aimline.catalogue.model import ANYWHERE, Catalogue, Metric, Platform, load

__all__ = ["ANYWHERE", "Catalogue", "Metric", "Platform", "load"]
