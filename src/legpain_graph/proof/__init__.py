"""The solver and what it is asked: is this true of every patient, recorded in part or whole?

Safety rules of a pathway, and the rules that the semantics asks of every pathway.
"""
