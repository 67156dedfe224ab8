"""The pathway as a picture: `content` (what is shown) -> `layout` (where) -> `write` (to a format), in one `style`.

`picture` is one request for a picture to its files.
"""
