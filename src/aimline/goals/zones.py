"""Names of time zones, checked against the IANA database of the machine."""

from functools import cache, lru_cache


@cache
def _known() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.casefold(): name for name in sorted(available_timezones())}


@lru_cache(maxsize=256)
def zone_name(text: str) -> str | None:
    """The IANA name of a zone, written in any case; None where there is no such zone.

    >>> zone_name("africa/cairo")
    'Africa/Cairo'
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, LookupError):
        return _known().get(text.strip().casefold().replace(" ", "_"))


@lru_cache(maxsize=256)
def nearest_zone(text: str) -> str | None:
    """The zone that somebody may have meant: the one named after the place, or the one spelled most like it."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    wanted = text.strip().casefold().replace(" ", "_")
    by_city = {name.rpartition("/")[2]: zone for name, zone in _known().items() if "/" in name}
    if wanted in by_city:
        return by_city[wanted]
    for names in (_known(), by_city):
        found = process.extractOne(wanted, list(names), scorer=OSA.normalized_similarity, score_cutoff=0.8)
        if found is not None:
            return names[found[0]]
    return None
