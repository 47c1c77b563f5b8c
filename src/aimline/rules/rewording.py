"""Alerts of goal files in other words, or another language, that mean the same."""

from aimline.rules.reader import Trouble, read_alert
from aimline.rules.say import say_alert
from aimline.rules.words import spoken


def reworded(text: str, language: str, *, keyed: bool) -> str | None:
    """An alert as a language says it; `keyed` is one behind `alert:`, which may go without its head. None where it cannot be read, or where what is said would
    not be the same alert.
    """
    alert = read_alert(text)
    if isinstance(alert, Trouble) or language not in spoken():
        return None
    heads = (False, True) if keyed and alert.severity is None else (True,)
    wordings = (say_alert(alert, language, head=head) for head in heads)
    return next((said for said in wordings if read_alert(said) == alert), None)
