"""Where everything stands: parts laid out by Graphviz, packed into panels, canvases and sheets of paper.

In: shapes. Out: positions.
"""
