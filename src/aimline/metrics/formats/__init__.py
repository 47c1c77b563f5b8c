"""Which export a table is: formats as data, mappings of the user, guesses, rows of totals."""
