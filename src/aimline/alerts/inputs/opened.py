"""What `--metrics` names, as inputs: `-`, addresses of Redis Streams, files and folders."""

import re
from collections.abc import Mapping, Sequence

from aimline.alerts.inputs.base import Input
from aimline.alerts.inputs.files import Files
from aimline.alerts.inputs.redis_streams import SCHEMES, RedisStream
from aimline.alerts.inputs.standard import Standard
from aimline.catalogue import Catalogue
from aimline.metrics.files.stored import STDIN
from aimline.metrics.model.export import Origin
from aimline.metrics.sources import named

_ADDRESS = re.compile(rf"(?:([^=]*)=)?((?:{'|'.join(map(re.escape, SCHEMES))})://.*)")


def is_stdin(spec: str) -> bool:
    """Whether it names standard input."""
    return spec == STDIN or spec.endswith(f"={STDIN}")


def opened(
    specs: Sequence[str],
    catalogue: Catalogue,
    mappings: Sequence[str] = (),
    habits: Origin | None = None,
    positions: Mapping[str, str] | None = None,
    *,
    once: bool = False,
    finished: bool = False,
) -> list[Input]:
    """The inputs that some `[[ACCOUNT/]PLATFORM=]PATH` name, each from where it was left off; all files together are one. `once`, `finished`: see `Files`.

    Raises:
        MetricsError: something before a `=` is no platform.
        RedisError: an address names no stream, or the package `redis` is not there.
    """
    positions = positions or {}
    found: list[Input] = []
    files: list[str] = []
    for spec in dict.fromkeys(specs):
        address = _ADDRESS.fullmatch(spec)
        if address is not None:
            origin = named(f"{address[1]}={STDIN}", catalogue)[0] if address[1] else Origin()
            stream = RedisStream(address[2], origin.account, origin.platform, once=once)
            stream.begin(positions.get(stream.id))
            found.append(stream)
        elif is_stdin(spec):
            origin = named(spec, catalogue)[0]
            found.append(Standard(catalogue, origin.account, origin.platform, mappings, habits))
        else:
            files.append(spec)
    if files:
        found.append(Files(files, catalogue, mappings, habits, positions, once=once, finished=finished))
    return found
