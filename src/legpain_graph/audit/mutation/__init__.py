"""Small faults put into a pathway: whether a worked case kills them, or no patient at all could tell.

`operators` make them, `kills` and `equivalence` judge them, `score` counts.
"""
