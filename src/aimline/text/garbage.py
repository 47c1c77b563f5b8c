"""Python's search for cycles of objects, put off while very many small things are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Rows and statements are many small things without cycles: to look for these again and again would find none, and with very many of them takes a third of
    the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
