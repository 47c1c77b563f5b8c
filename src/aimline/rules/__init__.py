"""The rule language: sentences and conditions about goals and standings → typed conditions → predicates and SQL, and sentences again.

It knows goals and what comes before them. No condition reads a file or runs code; reading one takes a bounded number of steps, evaluating one looks at each
part once for each element that it is about.
"""

from aimline.rules.alerting import Alerting
from aimline.rules.conditions import Condition, Duty
from aimline.rules.predicate import predicate
from aimline.rules.reader import Trouble, read_alert, read_condition, read_rule
from aimline.rules.say import said, say, say_alert, say_condition, say_when
from aimline.rules.sql import expression

__all__ = [
    "Alerting",
    "Condition",
    "Duty",
    "Trouble",
    "expression",
    "predicate",
    "read_alert",
    "read_condition",
    "read_rule",
    "said",
    "say",
    "say_alert",
    "say_condition",
    "say_when",
]
