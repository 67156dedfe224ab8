"""What each rule means and what to do, for those who meet its name in a code scanner."""

from __future__ import annotations

from typing import Final, NamedTuple


class Help(NamedTuple):
    """A rule: its name, what it says in a sentence, and what to do about it."""

    code: str
    short: str
    help: str


_KNOWN: Final = {
    "case": (
        "A worked case does not end as a clinician expects.",
        "Walk the case, read its path, and correct the pathway or, after clinical reading, the expectation.",
    ),
    "gap": (
        "A patient has no way on.",
        "Add an edge for the patient that is shown, or one with `when: otherwise`.",
    ),
    "overlap": (
        "Two edges hold for one patient, and only their order decides.",
        "Narrow one of the guards, or keep the order and have a case for it.",
    ),
    "always": ("A guard is true for every patient.", "Drop the guard, or correct it."),
    "never": ("A guard is true for no patient.", "Drop the edge, or correct its guard."),
    "no-effect": ("A finding changes nothing.", "Use it in a guard, mark it as record_only, or drop it."),
    "waiver": ("A waiver is no longer true.", "Drop it: what it excuses is covered, impossible or gone."),
    "syntax": ("The file cannot be read as YAML or JSON.", "Correct the text at this place."),
    "shape": ("An entry does not have the form that is expected.", "See docs/format.md for the fields of each record."),
    "unknown": ("A name that is not defined.", "Correct its spelling, or define it."),
    "unknown-key": ("A field that is not known here.", "Correct its spelling; see docs/format.md."),
    "missing-key": ("A field that must be there is missing.", "Add it; see docs/format.md."),
    "duplicate": ("Something is defined twice.", "Keep one of the two."),
    "duplicate-key": ("A key is written twice in one record.", "Keep one of the two."),
    "encoding": ("The file is not UTF-8.", "Save it as UTF-8."),
    "file": ("A file cannot be read.", "Name a file or a folder that exists and can be read."),
    "size": ("A file, or the whole, is too large.", "Take it apart, or name the folder of the pathway alone."),
}
_GROUPS: Final = {
    "uncovered": (
        "No case covers {what}.",
        "Write a case for the patient that is shown, with the outcome that a clinician expects; `audit --write-missing` starts it.",
    ),
    "undecided": (
        "It was not found out whether a patient can cover {what}.",
        "Write a case that covers it, or give the solver more time.",
    ),
    "gate": (
        "Less is covered than the gate asks for: {what}.",
        "Write cases for what is not covered; `audit` lists it.",
    ),
}
_THINGS: Final = {
    "nodes": "this node",
    "edges": "this edge",
    "outcomes": "this outcome of a decision",
    "paths": "this path",
    "mcdc": "this atom of a guard on its own (MC/DC)",
    "thresholds": "this side of a threshold",
    "unknowns": "this decision with what decides it not known",
    "statements": "this statement of the source",
    "mutants": "this change of the pathway: nothing would notice it",
    "strength": "this change of the pathway, which weakens it: no safety rule would refute it",
}


def rule(code: str) -> Help:
    """The help of a rule. A rule of `check` says what its own docstring says."""
    group, _, measure = code.partition("-")
    if code in _KNOWN:
        return Help(code, *_KNOWN[code])
    if group in _GROUPS and measure:
        short, text = _GROUPS[group]
        return Help(code, short.format(what=_THINGS.get(measure, f"this ({measure})")), text)
    from legpain_graph.load.rules import RULES

    own = {one.__name__.replace("_", "-"): (one.__doc__ or "").split("\n")[0] for one in RULES}
    words = own.get(code) or f"{code.replace('-', ' ').capitalize()}."
    return Help(code, words, "Correct the pathway at this place; the message and its hint say how.")
