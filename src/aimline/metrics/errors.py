"""What metric files can do wrong, as errors that name the file and the remedy."""

from collections.abc import Mapping

from aimline.text.messages import languages, messages


class MetricsError(Exception):
    """A metric file that cannot be read; `message` says which, why and what to do, in each language. `file` is its path, None where none is meant."""

    def __init__(self, message: Mapping[str, str], file: str | None = None) -> None:
        super().__init__(message[languages()[0]])
        self.message = message
        self.file = file


def error(key: str, **params: object) -> MetricsError:
    """A `MetricsError` from the messages of `metrics.toml`."""
    return MetricsError(messages(f"metrics.{key}", **params), str(params["file"]) if "file" in params else None)
