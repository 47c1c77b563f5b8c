"""The commands, and the modules that they are in."""

COMMANDS = {
    "parse": "parse",
    "lint": "lint",
    "fmt": "fmt",
    "evaluate": "evaluate",
    "watch": "watch",
    "state": "state",
    "suggest": "suggest",
    "metrics": "metrics",
    "log": "log",
    "rules": "rules",
    "schema": "schema",
}
