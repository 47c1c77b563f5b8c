"""What the system says is said in every language."""

import errno
import os

from aimline.text.messages import languages, table
from aimline.text.reasons import reason


def test_the_names_are_those_of_the_system() -> None:
    names = set(table("system", languages()[0])) - {"no_path", "other"}
    # Windows has no disk quotas
    assert names - {"EDQUOT", "ESTALE", "ETXTBSY"} <= set(errno.errorcode.values())
    for name in names & set(errno.errorcode.values()):
        number = getattr(errno, name)
        if errno.errorcode[number] == name:
            assert reason(OSError(number, os.strerror(number))) == {language: table("system", language)[name] for language in languages()}


def test_what_is_not_known_is_quoted() -> None:
    for error in (OSError(errno.EDOM, "not in \u202ethe domain"), OSError("only words"), OSError(99999, "a new one")):
        words = str(error.strerror or error).replace("\u202e", "\ufffd")
        assert all(f"\u2068{words}\u2069" in text for text in reason(error).values())
        assert len(set(reason(error).values())) == len(languages())


def test_a_name_that_can_be_none() -> None:
    assert "name" in reason(ValueError("embedded null byte"))["en"]
