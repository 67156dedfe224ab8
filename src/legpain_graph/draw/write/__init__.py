"""What is drawn, to files: SVG, PNG, PDF, Mermaid, GraphML.

One writer a format; Graphviz runs in a process of its own.
"""
