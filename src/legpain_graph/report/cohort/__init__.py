"""What was counted of a cohort, in each format.

Every number is told once, by `figures`; where small ones are kept back, they are kept back everywhere.
"""
