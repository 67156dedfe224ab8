"""What everything looks like: colours, type, the words inside shapes, and what stands around the panels.

In one place, so that a test can prove that it can be told apart.
"""
