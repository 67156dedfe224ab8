"""A comparison of two versions, as data and in words.

What became less urgent comes first.
"""
