"""What the operating system says when a file cannot be read or written, in every language: `system.toml` of the messages, by the name of the error."""

import errno

from aimline.text.messages import isolate, messages


def reason(error: OSError | ValueError) -> dict[str, str]:
    """Why something went wrong. What is not in the messages is quoted as the system words it."""
    name = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else "no_path"
    try:
        return messages(f"system.{name}")
    except KeyError:
        return messages("system.other", text=isolate(getattr(error, "strerror", None) or str(error)))
