"""What a picture shows, extracted from a pathway, a walk, an audit or a comparison.

`shapes` is the model: boxes, chips, pills and arrows as plain data; `diagram` makes it.
"""
