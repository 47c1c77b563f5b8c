"""Statements → typed goals; time resolved on a calendar. `compile` and `model` import pydantic, `timing`, `settings` and `calendar` do not."""
