"""The judges: one file a family of `rules/lint/`. A rule of `specific.toml` with `check = "no_metric"` is judged by the function of that name in `specific.py`.

A check gets a context and yields a note wherever the rule is broken. Those of rules with `scope = "file"` see all goals of a file at once.
"""
