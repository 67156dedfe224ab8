"""What the worked cases cover of what any patient could, and what is wrong with a pathway though it loads.

`run` puts `coverage`, `mutation`, `lint` and `waivers` together; `gate` passes or fails the result.
"""
