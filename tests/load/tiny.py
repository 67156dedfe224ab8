"""The smallest sound pathway, as data that a test changes in one place and writes as YAML.

text = tiny.text(("nodes.screen.edges.0.when", "alarrm"))
issues = tiny.issues(tmp_path, text)
assert issues[0].place[1:] == tiny.place(text, "alarrm")
"""

from __future__ import annotations

import copy
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from legpain_graph.errors import Issue
from legpain_graph.load.loader import check_pathway
from legpain_graph.load.tree import Mapping, Sequence, Tree
from legpain_graph.model.pathway import Pathway


class Drop:
    """As a change: take the entry out."""


DROP: Final = Drop()

Change = tuple[str, Any]

_WORD: Final = re.compile(r"[A-Za-z][\w.-]*")
_PLAIN: Final = re.compile(r"[A-Za-z][][\w ,.()<>=*+-]*")
"""What needs no quotes in a list, and after a key."""


class Raw(str):
    """Text that is written into the YAML as it stands."""


def data() -> dict[str, Any]:
    """A start, a screen with one alarm, an investigation with two results and its `not_done` edge, and four stops."""
    return {
        "pathway": {"id": "tiny", "title": "Tiny", "version": "0.1.0", "disclaimer": "Not a doctor"},
        "stages": [{"id": "only", "title": "Only"}],
        "safety_nets": [{"id": "standard", "lines": [{"urgency": "same_day", "text": "Come back", "statements": ["S1"]}]}],
        "statements": [{"id": "S1", "text": "The source says so"}],
        "findings": [
            {"name": "alarm", "type": "boolean", "label": "Alarm"},
            {
                "name": "scan", "type": "choice", "values": ["negative", "positive"], "optional": True,
                "section": "investigation", "label": "Scan",
            },
        ],
        "nodes": [
            node("begin", "start", edge("screen")),
            node(
                "screen", "decision",
                edge("stop-999", "alarm", label="alarm"), edge("scan-leg", "otherwise", label="none"),
                tags=["screen"],
            ),
            node(
                "scan-leg", "investigate",
                edge("stop-today", "scan == positive"), edge("stop-home", "scan == negative"), edge("stop-wait", "not_done"),
                orders=["scan"],
            ),
            stop("stop-999", "emergency_999"),
            stop("stop-home", "primary_care"),
            stop("stop-today", "same_day"),
            stop("stop-wait", "soon"),
        ],
    }  # fmt: skip


def node(name: str, kind: str, *edges: dict[str, Any], **fields: Any) -> dict[str, Any]:
    entry = {"id": name, "kind": kind, "stage": "only", "title": name.replace("-", " "), **fields, "statements": ["S1"]}
    return {**entry, "edges": list(edges)} if edges else entry


def edge(to: str, when: str = "", **fields: Any) -> dict[str, Any]:
    return {"to": to, **({"when": when} if when else {}), **fields, "statements": ["S1"]}


def stop(name: str, urgency: str, **fields: Any) -> dict[str, Any]:
    return node(
        name, "stop", urgency=urgency, timeframe="soon enough", destination="someone", safety_net="standard", **fields
    )  # fmt: skip


def boolean(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "boolean", "label": name.capitalize(), **fields}


def changed(*changes: Change) -> dict[str, Any]:
    """The tiny pathway with each value put at its path: keys, list numbers, ids and names, and `+` for a new last entry."""
    whole = data()
    for path, value in copy.deepcopy(changes):
        *way, last = path.split(".")
        item: Any = whole
        for step in way:
            if isinstance(item, dict) and step not in item:
                item[step] = []
            item = item[_at(item, step)]
        if isinstance(value, Drop):
            del item[_at(item, last)]
        elif last == "+":
            item.append(value)
        else:
            item[_at(item, last)] = value
    return whole


def _at(item: Any, step: str) -> Any:
    if isinstance(item, dict):
        return step
    if step.isdigit():
        return int(step)
    return next(
        number for number, entry in enumerate(item) if step in (entry.get("id"), entry.get("name"), entry.get("to"))
    )


def text(*changes: Change) -> str:
    """The changed pathway as YAML."""
    return dump(changed(*changes))


def dump(whole: dict[str, Any]) -> str:
    return "\n".join(_lines(whole)) + "\n"


def _lines(entries: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in entries.items():
        if isinstance(value, dict) and value:
            lines += [f"{key}:", *(f"  {line}" for line in _lines(value))]
        elif isinstance(value, list) and value and all(item and isinstance(item, dict) for item in value):
            lines.append(f"{key}:")
            for item in value:
                first, *rest = _lines(item)
                lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        elif isinstance(value, list):
            lines.append(f"{key}: [{', '.join(_scalar(item, _WORD) for item in value)}]")
        else:
            lines += f"{key}: {_scalar(value, _PLAIN)}".split("\n")
    return lines


def _scalar(value: Any, plain: re.Pattern[str]) -> str:
    if isinstance(value, Raw):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    if isinstance(value, list | dict):
        return json.dumps(value)
    safe = plain.fullmatch(value) and value.lower() not in ("true", "false", "null")
    return value if safe else json.dumps(value)


def place(text: str, snippet: str) -> tuple[int, int]:
    """Line and column of the one place where `snippet` stands; a `^` in it marks the character that is meant."""
    before, _, after = snippet.partition("^") if "^" in snippet else ("", "", snippet)
    assert text.count(before + after) == 1, f"{before + after!r} stands {text.count(before + after)} times"
    ahead = text[: text.index(before + after) + len(before)]
    return ahead.count("\n") + 1, len(ahead) - (ahead.rfind("\n") + 1) + 1


def check(folder: Path, *texts: str | bytes) -> tuple[Pathway | None, list[Issue]]:
    """What the loader says of a folder with these files: a.yaml, b.yaml and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in zip("abcdefgh", texts, strict=False):
        (folder / f"{name}.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_pathway(folder)


def lay(folder: Path, **cases: str) -> None:
    """Writes it as the folder `tiny`, with these worked cases by their names."""
    (folder / "tiny" / "cases").mkdir(parents=True)
    (folder / "tiny" / "pathway.yaml").write_text(text())
    for name, case in cases.items():
        (folder / "tiny" / "cases" / f"{name}.case.yaml").write_text(case)


def issues(folder: Path, *texts: str | bytes) -> list[Issue]:
    return check(folder, *texts)[1]


def plain(tree: Tree) -> Any:
    """The tree as an editor sees it."""
    if isinstance(tree, Mapping):
        return {key: plain(value) for key, value in tree.entries.items()}
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    if isinstance(tree.value, Decimal):
        return int(tree.value) if tree.value == tree.value.to_integral_value() else float(tree.value)
    return tree.value


RICH: Final[tuple[Change, ...]] = (
    ("findings.+", boolean("other", statements=["S1"])),
    ("findings.+", {"name": "index", "type": "number", "unit": "ratio", "range": [0, 2.50], "normal": 1.00, "label": "Index", "applies_when": "other or alarm"}),
    ("constants", [{"name": "low", "value": 0.90, "source": "S1"}]),
    ("derived", [
        {"name": "points", "formula": "count(alarm, not other) - 2 * count(0.5 <= index <= low) + 3", "recordable": True},
        {"name": "loud", "formula": "at_least(2, alarm, other, index < low, scan in [positive, negative])", "for_rules": True},
    ]),
    ("constraints", [{"id": "C1", "rule": "index < 0.1 -> other", "why": "by definition"}]),
    ("warnings", [{"id": "W1", "when": "points >= 2 and not loud", "message": "Odd"}]),
    ("groups", [{"name": "calm", "sentence": "No alarm", "members": ["alarm", "other"]}, {"name": "tests", "sentence": "None", "closed_by": ["not_done"], "members": ["scan"]}]),
    ("sets", [{"name": "all_calm", "groups": ["calm"]}]),
    ("diagnoses", [{"id": "dvt", "label": "DVT"}]),
    ("guidelines", [{"id": "NG1", "title": "One"}]),
    ("statements.S1.lines", Raw("[3, 4]")),
    ("statements.S1.guideline", "NG1"),
    ("decisions", [{"id": "D1", "kind": "silent", "text": "We say so"}]),
    ("stages.only.step", 1),
    ("nodes.stop-wait.do", [{"text": "Rest", "statements": ["D1"]}]),
    ("nodes.stop-wait.do_not", [{"text": "Run"}]),
    ("nodes.stop-wait.reviews", ["screen"]),
    ("nodes.stop-wait.diagnosis", "dvt"),
    ("nodes.scan-leg.choose", "first"),
    ("nodes.scan-leg.edges.0.note", "first"),
    ("nodes.screen.edges.+", edge("stop-guess", "unknown", label="not known")),
    ("nodes.+", stop("stop-guess", "same_day")),
)  # fmt: skip
"""Changes that add something of each kind: a pathway that is still sound."""
