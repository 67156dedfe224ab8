"""A small pathway whose groups can be overridden in every way: recorded otherwise, not done, narrowed or filled by definition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import seven
from legpain_graph import Pathway
from legpain_graph.model.guard.ir import Flag, OneOf
from legpain_graph.model.vocabulary import Constraint, Finding, FindingType, Group, GroupSet
from strategies import sketch, vocabulary_of

FOOT = "Foot warm and a normal colour, not pale; pulse palpable; nothing to measure."
RESULTS = "No ABPI and no scan result exists."


def closure_pathway() -> Pathway:
    """A pale foot, no pulse or a large size is 999; a cold foot or a worrying result is the same day."""
    words = vocabulary_of(
        _boolean("pale", "Pale foot", normal=False),
        _boolean("cold", "Cold foot", normal=False),
        _choice("pulse", "Pulse", ("palpable", "weak", "absent"), normal="palpable"),
        Finding(
            "size",
            FindingType.NUMBER,
            "Size",
            low=Decimal(0),
            high=Decimal(9),
            unit="cm",
            normal=Decimal(0),
            question="Size?",
        ),
        _boolean("blanched", "Blanched"),
        _boolean("weak", "Weak limb"),
        _boolean("scanned", "Scanned"),
        Finding("abpi", FindingType.NUMBER, "ABPI", low=Decimal(0), high=Decimal(2), unit="ratio", optional=True),
        _choice("scan", "Scan", ("clear", "odd", "bad")),
        _choice("bruit", "Bruit", ("none", "heard"), normal="none"),
        _choice("buerger", "Buerger test", ("negative", "positive"), normal="negative"),
        constraints=(
            Constraint("C1", Flag("cold"), Flag("blanched"), "by definition"),
            Constraint("C2", Flag("weak"), OneOf("pulse", ("weak", "absent")), "by definition"),
            Constraint("C3", Flag("scanned"), OneOf("scan", ("clear", "odd")), "by definition"),
        ),
        groups={
            "extras": Group("extras", "No bruit, Buerger negative.", ("bruit", "buerger"), ("normal", "not_done")),
            "foot": Group("foot", FOOT, ("cold", "pale", "pulse", "size")),
            "results": Group("results", RESULTS, ("abpi", "scan"), ("not_done",)),
        },
        sets={"all_normal": GroupSet("all_normal", ("foot", "extras"))},
    )
    steps = {
        "start": [
            "pale or pulse == absent or size > 2 -> out",
            "cold or bruit == heard or scan == bad or abpi < 0.5 -> today",
            "otherwise -> home",
        ],
        "out": seven.EMERGENCY_999,
        "today": seven.SAME_DAY,
        "home": seven.PRIMARY_CARE,
    }
    return sketch(words, steps)


def _boolean(name: str, label: str, **more: Any) -> Finding:
    return Finding(name, FindingType.BOOLEAN, label, **more)


def _choice(name: str, label: str, values: tuple[str, ...], **more: Any) -> Finding:
    return Finding(name, FindingType.CHOICE, label, values=values, optional=True, **more)
