"""The reports of an audit and of a check, a module a format, all from the same `remarks`.

`formats` is the table of them.
"""
