"""What metric files can do wrong, as errors that name the file and the remedy."""

from collections.abc import Mapping

from aimline.text.messages import languages, messages


class MetricsError(Exception):
    """A metric file that cannot be read; `message` says which, why and what to do, in each language. `file` is its path, None where none is meant."""

    def __init__(self, message: Mapping[str, str], file: str | None = None) -> None:
        super().__init__(message[languages()[0]])
        self.message = message
        self.file = file


def because(path: object, reason: Mapping[str, str]) -> MetricsError:
    """A `MetricsError` with a reason that does not name the file."""
    return MetricsError({language: f"{path}: {text}" for language, text in reason.items()}, str(path))


def error(key: str, **params: object) -> MetricsError:
    """A `MetricsError` from the messages of `metrics.toml`."""
    return MetricsError(messages(f"metrics.{key}", **on_one_line(params)), str(params["file"]) if "file" in params else None)


def on_one_line(params: Mapping[str, object]) -> dict[str, object]:
    """What stands in a message, with a blank instead of each break of lines: cells and labels may run over several."""
    return {name: " ".join(value.splitlines()) if isinstance(value, str) and name != "file" else value for name, value in params.items()}
