"""Files → metric rows: exports of platforms as they are, and the canonical long table."""

from aimline.metrics.model.errors import MetricsError
from aimline.metrics.model.export import Origin
from aimline.metrics.model.log import FileRead, MetricLog, MetricRow, SetAside, Table, Zeros
from aimline.metrics.sources import read_metrics

__all__ = ["FileRead", "MetricLog", "MetricRow", "MetricsError", "Origin", "SetAside", "Table", "Zeros", "read_metrics"]
