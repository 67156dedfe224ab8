"""Results in words: one wording, and one writer a format.

Notes, leaflets, hazard logs, schemas; `audit` and `diff` have a folder each.
"""
