"""The program: what `aimline` and `python -m aimline` run."""

import gc


def main() -> None:
    """Run the command line (`aimline.cli.main`)."""
    # A command lives shortly and makes hardly any cycles of objects. Looking for them as often as usual would take a tenth of its time, imports included.
    gc.set_threshold(200_000, 20, 50)
    from aimline.cli import main as run

    try:
        run()
    finally:
        # the interpreter need not look through everything once more before it goes
        gc.freeze()


if __name__ == "__main__":
    main()
