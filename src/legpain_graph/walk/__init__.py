"""A case through a pathway: where it leads, why, what is open, how bad it could be and what to ask next.

`interview` asks until nothing that matters is open; `expectation` judges a worked case.
"""
