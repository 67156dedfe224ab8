"""Algebras whose values are source text: the pathway as straight-line code.

`base` is what they share, a module a language.
"""
