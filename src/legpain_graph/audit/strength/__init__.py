"""How much the safety rules of a pathway refute: of every small fault that weakens it, which rule would notice.

`weakening` says what weakens, `refuting` asks the rules, `catching` writes the rule that is missing, `score` counts.
"""
