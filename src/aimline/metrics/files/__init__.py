"""Bytes to tables: delimited text, workbooks, databases, archives, records."""
