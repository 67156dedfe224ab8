"""A cohort: a table of patients, walked as columns.

Rows in, rows out, in their order; each row is a case. What a row means is said by the engine alone.
"""
