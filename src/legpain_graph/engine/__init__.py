"""What a walk means, written once over an algebra (`meaning`), and the algebras: a module a backend.

`kleene` is right by definition; every other one agrees with it.
"""
