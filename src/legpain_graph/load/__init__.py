"""Files -> Pathway: every fault of every file at once, with file, line and column.

text -> `tree` -> `schema` -> `vocabulary`, `build`, `safety` -> `rules`; `loader` runs it and keeps what was loaded.
"""
