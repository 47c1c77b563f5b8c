"""What everything that is read becomes: rows, the log that holds them, what was set aside, errors."""
