"""Two versions of a pathway: what changed in the files, and which patients it makes a difference to.

Found by the solver: proven that nobody, or shown with a patient whom both versions walk.
"""
