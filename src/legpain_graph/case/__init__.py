"""One patient: what is recorded, what follows from it and from closures, and the files that it is read from.

What is not recorded is unknown, never absent.
"""
