"""Cases that would close what an audit leaves open, made from worked cases.

Each expects what the walk says, for a clinician to confirm.
"""
