"""A show as files for players and people: pure functions, one a kind of file."""
