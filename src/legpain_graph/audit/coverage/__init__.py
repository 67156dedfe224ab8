"""What cases can cover, a measure a module: each goal is met by a case, feasible with a patient, or proven impossible.

`measures` is the table of them.
"""
