"""The language of conditions: text -> syntax (`parser`) -> checked guard (`resolve`), and back to text or words.

`ir` is the whole language; whatever reads a guard is a `match` over it.
"""
