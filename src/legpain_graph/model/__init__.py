"""What a pathway is: its vocabulary, nodes and edges, its statements, and what is claimed of it.

Plain frozen data, which knows no file and no patient.
"""
