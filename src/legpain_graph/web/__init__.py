"""The page of a pathway: one HTML file that walks patients in a browser, offline.

`data` and `chart` are what it knows, `assets` what it is made of.
"""
