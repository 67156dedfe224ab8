"""One slip is told once, at its place: what follows from it is not told as another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from legpain_graph.errors import did_you_mean
from load import tiny

NO_VALUE = "scan: '0' cannot be a value\n  hint: snake_case words; of figures: type: number, with a range"

SLIPS: dict[str, tuple[list[tuple[str, Any]], list[str]]] = {
    "values that are figures": (
        [("findings.1.values", [0, 1, 2, 3]), ("nodes.scan-leg.edges.0.when", "scan == 3")],
        [NO_VALUE.replace("0", figure) for figure in "0123"],
    ),
    "a normal that is no value": ([("findings.1.normal", 3)], ["scan: '3' is not one of its values"]),
    "a type that is none": (
        [("findings.0.type", "bolean")],
        ["type: 'bolean' is none of boolean, number, choice\n  hint: did you mean 'boolean'?"],
    ),
    "a number without a range": (
        [("findings.1.type", "number"), ("findings.1.values", tiny.DROP)],
        ["scan: a number needs a unit and a range\n  hint: unit: cm, range: [0, 25]"],
    ),
    "a derived finding without a formula": (
        [("derived", [{"name": "both", "label": "Both"}]), ("nodes.screen.edges.0.when", "both")],
        ["this derived lacks formula"],
    ),
    "a member of a group that is at fault": (
        [("findings.0.type", "bolean"), ("groups", [{"name": "flags", "sentence": "None", "members": ["alarm"]}])],
        ["type: 'bolean' is none of boolean, number, choice\n  hint: did you mean 'boolean'?"],
    ),
    "a kind of node that is none": (
        [("nodes.stop-today.kind", "stopp")],
        ["kind: 'stopp' is none of start, decision, investigate, action, refer, stop\n  hint: did you mean 'stop'?"],
    ),
    "a circle, as it is walked": (
        [("nodes.scan-leg.edges.0.to", "begin")],
        [
            "a walk could go in a circle: begin -> screen -> scan-leg -> begin\n  hint: an earlier step is a `reviews` link"
        ],
    ),
    "a comma in a text without quotes": (
        [("safety_nets.0.lines.0", tiny.Raw("{urgency: same_day, text: Come back, or ring us, statements: [S1]}"))],
        ["a safety_net_line has no 'or ring us'\n  hint: a text with a comma stands in quotes: \"..., or ring us\""],
    ),
    "a word that is unknown and nothing else": (
        [("nodes.screen.edges.0.when", "alrm"), ("findings.1.type", "number"), ("findings.1.values", tiny.DROP)],
        [
            "unknown finding 'alrm'\n  hint: did you mean 'alarm'?",
            "scan: a number needs a unit and a range\n  hint: unit: cm, range: [0, 25]",
        ],
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_once(slip: str, tmp_path: Path) -> None:
    changes, told = SLIPS[slip]
    found = tiny.issues(tmp_path, tiny.text(*changes))
    assert sorted(
        f"{issue.message}\n  hint: {issue.hint}" if issue.hint else issue.message for issue in found
    ) == sorted(told)


def test_no_name_is_suggested_twice() -> None:
    assert did_you_mean("stop-999-p", ["stop-999-pe", "stop-999-pe"]) == "did you mean 'stop-999-pe'?"
