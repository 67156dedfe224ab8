"""Several hundred hostile pathway and case files, the same on every run, for whoever reads files: the loader and the command line.

    for item in hostile():
        item.name, item.family, item.data      # "guard: 60 brackets", "pathway", b"..."

A pathway item is one YAML file; a case item is meant for the leg pain pathway that comes with the package.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from legpain_graph.load.loader import check_pathway
from legpain_graph.load.tree import MAX_DEPTH, Mapping, Scalar, Sequence, Tree, read
from legpain_graph.resources import pathway_folder
from load import tiny
from load.tiny import RICH, Change, Raw, edge, node

Family = Literal["pathway", "case"]
SEED: Final = 20_261_122
DEPTHS: Final = (MAX_DEPTH + 1, MAX_DEPTH + 5, 2 * MAX_DEPTH)
"""Just past our own cap: what comes before us is not to be tried."""


class Hostile(NamedTuple):
    name: str
    family: Family
    data: bytes


def hostile() -> Iterator[Hostile]:
    """Every hostile input, each name once a family."""
    dice = random.Random(SEED)
    for family, inputs in (("pathway", pathways(dice)), ("case", cases(dice))):
        for name, data in inputs:
            yield Hostile(name, family, data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))  # type: ignore[arg-type]


Inputs = Iterator[tuple[str, str | bytes]]

INJECTIONS: Final = {
    "a script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "an end of a script": "</script></style></title><svg onload=alert(1)>",
    "an attribute": '" onmouseover="alert(1)" x=\'',
    "an entity": "&lt;b&gt; &#x3c; &amp;amp; &nbsp;",
    "a comment": "--><!-- ]]> <![CDATA[",
    "a link": "javascript:alert(document.domain)",
    "DOT": '"]; evil [shape=none, URL="javascript:alert(1)"]; x [label="',
    "a DOT label": "\\N \\G \\E \\l \\r {a|<b>c} <b>",
    "Mermaid": 'end"]; click A call alert(1) %%{init: {}}%%',
    "Markdown": "# x\n[a](javascript:alert(1)) ![b](http://example.invalid/c) `d` |e|",
    "a template": "{{7*7}} ${7*7} <%= 7*7 %> {% raw %} #{7*7} {0} %s %(x)s",
    "a path": "../../../../etc/passwd",
    "a shell": "$(touch /tmp/hostile); `id` | cat && rm -rf ~",
    "SQL": "'; DROP TABLE nodes; --",
    "a spreadsheet": "=cmd|' /C calc'!A0",
    "a workflow command": "::error file=a,line=1::x%0A::set-env name=A::b",
    "from right to left": "a\u202eb\u2066c\u200fd",
    "without width": "a\u200bb\ufeffc\u00add",
    "many marks": "a" + "\u0301" * 500,
    "wide letters": "𝕏😀" * 100,
    "a long word": "w" * 3999,
    "line ends": "a\u2028b\u2029c\x85d\re\n\nf",
    "a JSON end": '"}]}</script>{"a":"',
}

UNPRINTABLE: Final = {
    "NUL": "\0",
    "an escape": "\x1b[2J\x1b]0;x\x07",
    "a bell": "\x07",
    "DEL": "\x7f",
    "a C1 escape": "\x9b2J",
    "no character": "\uffff",
}

GUARDS: Final = {
    "60 brackets": "(" * 60 + "alarm" + ")" * 60,
    "60 brackets open": "(" * 60,
    "100k characters": "alarm or " * 11_111 + "alarm",
    "100k letters": "a" * 100_000,
    "20k letters": "a" * 19_999,
    "60 not": "not " * 60 + "alarm",
    "60 list brackets": "scan in " + "[" * 60,
    "60 calls": "count(" * 60,
    "1000 parts": " or ".join(["alarm"] * 1000),
    "500 unknown names": " or ".join(f"alarrm{number}" for number in range(500)),
    "a number of 5000 figures": "index < " + "9" * 5000,
    "a fraction of 5000 figures": "index < 0." + "1" * 5000,
    "a factor of 5000 figures": "9" * 5000 + " * count(alarm) >= 1",
    "points of 5000 figures": "count(alarm) + " + "9" * 5000 + " >= 1",
    "a factor of 30 figures": "1" + "0" * 30 + " * count(alarm) >= 1",
    "at least 5000 figures": "at_least(" + "9" * 5000 + ", alarm)",
    "at least half": "at_least(0.5, alarm)",
    "at least nothing": "at_least()",
    "at least alone": "at_least(1)",
    "count of nothing": "count() > 0",
    "count of counts": "count(count(alarm)) > 1",
    "a score of scores": "points + points > 1",
    "a chain": "0 < index < 1 < index < 2",
    "figures of another script": "index < ٣",
    "letters of another script": "аlarm",
    "a name of the machine": "__import__('os').system('id')",
    "a lambda": "(lambda: 1)()",
    "an attribute": "alarm.__class__.__mro__",
    "an f-string": "f'{alarm}'",
    "an assignment": "alarm := other",
    "an arrow": "alarm -> other",
    "a remark": "alarm # and other",
    "only white space": " \t ",
    "a line end": "alarm\r\nor\r\nother",
    "a minus": "index > --1",
    "minus nothing": "-",
    "a keyword as a name": "and and and",
    "not a keyword": "not not_done",
    "in nothing": "scan in []",
    "in a number": "scan in [1, 2]",
    "a value twice": "scan in [negative, negative]",
    "a truth": "true",
    "itself": "alarm == alarm",
    "a constant twice": "low < low",
    "a derived list": "loud in [alarm]",
    "an unclosed quote": "'alarm",
    "an unclosed call": "at_least(1, alarm",
    "a semicolon": "alarm; other",
    "zero width": "alarm\u200b or other",
    "a surrogate pair": "😀 or alarm",
}

RECORDS: Final[dict[str, tuple[Change, ...]]] = {
    "a formula that is wrong, and read": (("derived.loud.formula", "alarm and nobody"), ("nodes.screen.edges.0.when", "loud")),
    "a formula that is no formula, and read": (("derived.loud.formula", "alarm and"), ("nodes.screen.edges.0.when", "loud")),
    "a score that is wrong, and read": (("derived.points.formula", "count(nobody)"), ("nodes.screen.edges.0.when", "points > 1")),
    "a formula that is a score, and read as a truth": (("derived.loud.formula", "count(alarm)"), ("nodes.screen.edges.0.when", "loud")),
    "formulas in a circle, and read": (
        ("derived.+", {"name": "one", "formula": "two or alarm"}), ("derived.+", {"name": "two", "formula": "one"}),
        ("nodes.screen.edges.0.when", "one"),
    ),
    "a circle in a score, and read": (
        ("derived.+", {"name": "one", "formula": "count(two) > 0"}), ("derived.+", {"name": "two", "formula": "one"}),
        ("nodes.screen.edges.0.when", "one"),
    ),
    "a circle of what applies": (("findings.alarm.applies_when", "other"), ("findings.other.applies_when", "alarm")),
    "what applies by a circle": (("findings.alarm.applies_when", "loud"),),
    "a chain of 2000 formulas": (
        ("derived.+", {"name": "d0", "formula": "alarm"}),
        *(("derived.+", {"name": f"d{number}", "formula": f"d{number - 1} or other"}) for number in range(1, 2000)),
        ("nodes.screen.edges.0.when", "d1999"),
    ),
    "formulas that double 60 times": (
        ("derived.+", {"name": "d0", "formula": "alarm"}),
        *(("derived.+", {"name": f"d{number}", "formula": f"d{number - 1} and d{number - 1}"}) for number in range(1, 60)),
        ("nodes.screen.edges.0.when", "d59"),
    ),
    "a chain of 1500 steps": (
        ("nodes.scan-leg.edges.1.to", "n0"),
        *(("nodes.+", node(f"n{number}", "action", edge(f"n{number + 1}"))) for number in range(1500)),
        ("nodes.+", node("n1500", "action", edge("stop-home"))),
    ),
    "a ladder of 60 steps": (
        ("nodes.scan-leg.edges.1.to", "n0"),
        *(("nodes.+", node(f"n{number}", "action", edge(f"n{number + 1}"), edge(f"n{number + 1}"))) for number in range(60)),
        ("nodes.+", node("n60", "action", edge("stop-home"))),
    ),
    "300 decisions on not a result": (
        ("nodes.screen.edges.1.to", "n0"),
        *(("nodes.+", node(f"n{number}", "decision", edge("stop-today", "alarm and not scan == negative", label="x"),
                           edge(f"n{number + 1}", "otherwise", label="y"))) for number in range(300)),
        ("nodes.+", node("n300", "action", edge("scan-leg"))),
    ),
    "400 steps to nowhere": tuple(
        ("nodes.+", node(f"one-long-name-{number}", "action", edge(f"one-log-name-{number}"))) for number in range(400)
    ),
    "1000 findings that nothing reads": tuple(("findings.+", tiny.boolean(f"finding_{number}")) for number in range(1000)),
    "a choice of 5000 values": (("findings.scan.values", ["negative", "positive", *(f"v{number}" for number in range(5000))]),),
    "a circle of steps": (("nodes.scan-leg.edges.2.to", "screen"),),
    "a step to itself": (("nodes.begin.edges.0.to", "begin"),),
    "1000 starts": tuple(("nodes.+", node(f"start-{number}", "start", edge("screen"))) for number in range(1000)),
    "no nodes": (("nodes", []),),
    "no findings": (("findings", []),),
    "nothing but nodes": tuple((key, tiny.DROP) for key in ("pathway", "findings", "statements", "stages", "derived", "constraints")),
    "a range without width": (("findings.index.range", Raw("[1, 1]")), ("findings.index.normal", 1)),
    "a range without end": (("findings.index.range", Raw("[-9e99, 9e99]")),),
    "a range of whole numbers without one": (("findings.index.range", Raw("[0.2, 0.3]")), ("findings.index.integer", True)),
    "a constant without end": (("constants.low.value", Raw("9e99")),),
    "a normal out of range": (("findings.index.normal", 99),),
    "a truth that is recordable": (("derived.loud.recordable", True), ("nodes.screen.edges.0.when", "loud")),
    "a constraint against itself": (("constraints", [{"id": "C1", "rule": "alarm -> alarm", "why": "x"}]),),
    "constraints in a circle": (("constraints", [
        {"id": "C1", "rule": "alarm -> other", "why": "x"}, {"id": "C2", "rule": "other -> alarm", "why": "x"},
    ]),),
    "a node of every kind as a start": (("nodes.begin.kind", "refer"), ("nodes.screen.kind", "stop")),
    "an edge id that is another's": (("nodes.screen.edges.0.id", "begin>screen"),),
    "an empty guard": (("nodes.screen.edges.0.when", Raw('""')),),
    "a guard in a block": (("nodes.screen.edges.0.when", Raw("|\n  alarm and\n\n  ")),),
    "a folded guard that is wrong": (("nodes.screen.edges.0.when", Raw(">-\n  alarm\n  or nobody")),),
    "a guard with escapes that is wrong": (("nodes.screen.edges.0.when", Raw('"al\\x61rm \\\n  or \\u006eobody"')),),
}  # fmt: skip

ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, Raw("1e99"), Raw("1e999"), Raw("9" * 5000), Raw(".nan"), Raw(".inf"), Raw("0x1F"), Raw("012"), Raw("1_000"), Raw("12:30:00"),
    Raw("2001-12-14"), "", "x", "no", "null", "a b", "A", "x" * 70, "x" * 5000, "é", "😀", [], ["a"], ["a", "a"], [[]], [[["a"]]], {}, {"a": "b"}, [{}], [{"a": {}}],
    Raw("*x"), Raw("&x y"), Raw("!!int 3"), Raw("!x y"), Raw("|\n  a\n  b"), Raw(">-\n  a"), Raw("'a'"), Raw('"\\ud800"'), Raw('"\\0"'), Raw("[a, b"), Raw("{a: b"), Raw("@"),
)  # fmt: skip


def pathways(dice: random.Random) -> Inputs:
    rich = tiny.text(*RICH)
    yield from forms()
    yield from (("mutant: " + name, data) for name, data in mutants(dice, rich.encode(), 150))
    yield from (("leg pain: " + name, data) for name, data in mutants(dice, whole_leg_pain(), 16))
    ways = list(leaves(tiny.changed(*RICH)))
    for number in range(220):
        way, value = dice.choice(ways), dice.choice(ODD)
        yield f"value {number}: {way} is {str(value)[:20]!r}", tiny.text(*RICH, (way, value))
    for name, text in INJECTIONS.items():
        label = json.dumps(text)
        where = ("pathway.title", "nodes.screen.title", "nodes.screen.text", "nodes.screen.edges.0.label", "nodes.stop-wait.do.0.text",
                 "findings.alarm.label", "stages.only.title", "statements.S1.text", "nodes.stop-wait.destination", "nodes.screen.edges.0.note",
                 "safety_nets.standard.lines.0.text", "constants.low.source", "pathway.disclaimer", "pathway.version")  # fmt: skip
        yield f"injection: {name} as text", tiny.text(*RICH, *((way, Raw(label)) for way in where))
        yield (
            f"injection: {name} as id",
            tiny.text(
                *RICH,
                ("nodes.screen.edges.0.id", Raw(label)),
                ("nodes.screen.id", Raw(label)),
                ("statements.S1.id", Raw(label)),
            ),
        )
    for name, text in UNPRINTABLE.items():
        yield f"unprintable: {name} as it is", tiny.text(*RICH, ("nodes.screen.title", Raw(f'"a{text}b"')))
        yield f"unprintable: {name} escaped", tiny.text(*RICH, ("nodes.screen.title", Raw(json.dumps(f"a{text}b"))))
    for name, guard in GUARDS.items():
        yield (
            f"guard: {name}",
            tiny.text(*RICH, ("nodes.screen.edges.0.when", Raw(json.dumps(guard, ensure_ascii=False)))),
        )
    for name in ("a factor of 5000 figures", "60 brackets", "500 unknown names"):
        yield (
            f"formula: {name}",
            tiny.text(*RICH, ("derived.points.formula", Raw(json.dumps(GUARDS[name].removesuffix(" >= 1"))))),
        )
    for name, changes in RECORDS.items():
        yield f"records: {name}", tiny.text(*RICH, *changes)


def forms() -> Inputs:
    """What is wrong before it says anything."""
    rich = tiny.text(*RICH)
    for depth in DEPTHS:
        yield f"deep: {depth} lists", "[" * depth
        yield f"deep: {depth} closed lists", "nodes: " + "[" * depth + "]" * depth
        yield f"deep: {depth} records", "nodes: " + "{a: " * depth
        yield f"deep: {depth} block lists", "- " * depth
        yield f"deep: {depth} keys", "? " * depth
    yield "deep: 40 lines", "".join(" " * number + "a:\n" for number in range(40))
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 4)
    ]
    yield "bomb: lists", "\n".join(bomb)
    yield "bomb: records", "a: &a {b: c}\n" + "\n".join(f"d{n}: {{<<: *a}}" for n in range(3))
    yield "bomb: itself", "a: &a [*a, *a]"
    yield "bomb: quotes", "a: &a " + json.dumps("x" * 100) + "\nb: [" + ", ".join(["*a"] * 10) + "]"
    yield "size: too large", b"#" * 4_000_001
    yield "size: a large remark", b"#" * 3_900_000 + b"\n" + rich.encode()
    yield "size: a large text", rich.replace("Not a doctor", "x" * 1_000_000)
    yield "size: a long key", "k" * 100_000 + ": 1\n" + rich
    yield "size: a long quoted key", '"' + "k" * 100_000 + '": 1\n'
    yield "size: 30000 entries", "nodes: [" + "a, " * 30_000 + "]"
    yield "size: 350000 entries", "nodes: [" + "1," * 350_000 + "]"
    yield "size: 8000 keys", "".join(f"key{number}: 1\n" for number in range(8_000)) + rich
    yield "size: 100000 lines of nothing", "\n" * 100_000 + rich
    yield "size: 50000 documents", "---\n" * 50_000
    yield "bytes: none", b""
    yield "bytes: white space", b" \n\t\n"
    yield "bytes: not UTF-8", b"\xff" + rich.encode()
    yield "bytes: Latin 1", rich.replace("Tiny", "Tin\xfd").encode("latin-1")
    yield "bytes: half a letter", rich.encode() + b"# \xe2\x82"
    yield "bytes: a surrogate", rich.replace("Tiny", "T\ud800").encode("utf-8", "surrogatepass")
    yield "bytes: a mark", b"\xef\xbb\xbf" + rich.encode()
    yield "bytes: two marks", b"\xef\xbb\xbf" * 2 + rich.encode()
    yield "bytes: a mark and not UTF-8", b"\xef\xbb\xbf\n\xff"
    for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp500"):
        yield f"bytes: {code}", rich.encode(code)
    for name, end in (
        ("CRLF", "\r\n"),
        ("CR", "\r"),
        ("NEL", "\x85"),
        ("LS", "\u2028"),
        ("VT", "\v"),
        ("LFCR", "\n\r"),
    ):
        yield f"lines: {name}", rich.replace("\n", end)
        yield f"lines: {name} and a wrong guard", rich.replace("when: alarm\n", "when: alarrm\n").replace("\n", end)
    for name, end in (("NEL", "\x85"), ("LS", "\u2028"), ("PS", "\u2029"), ("CR", "\r")):
        yield f"lines: {name} in a text", rich.replace("title: Tiny", f'title: "{end * 300}"')
    yield "lines: tabs", rich.replace("  ", "\t")
    yield "lines: some tabs", rich.replace("\n  - ", "\n\t- ")
    yield "lines: tabs after", rich.replace("\n", "\t\n")
    yield "lines: none", rich.replace("\n", " ")
    yield "YAML: two documents", rich + "---\n" + rich
    yield "YAML: directives", "%YAML 1.1\n%TAG ! tag:example.invalid,2000:\n---\n" + rich
    yield "YAML: another version", "%YAML 2.0\n---\n" + rich
    yield "YAML: an end", rich + "...\nx"
    yield "YAML: everything twice", rich + rich
    yield "YAML: a key twice", rich.replace("title: Tiny", "title: Tiny\n  title: Tiny")
    yield "YAML: keys of every kind", "? [a]\n: b\n? {c: d}\n: e\n"
    yield "YAML: no key", ": b\n"
    yield "YAML: merge", "<<: {a: b}\n" + rich
    yield "YAML: tags", "nodes: !!python/object/apply:os.system [touch /tmp/hostile]\n"
    yield "YAML: binary", "nodes: !!binary aGk=\n"
    yield "JSON: the whole", json.dumps(json_of(rich))
    yield "JSON: with something after", json.dumps(json_of(rich)) + "x"
    yield "JSON: NaN", '{"nodes": NaN, "constants": [{"name": "a", "value": Infinity, "source": "b"}]}'
    yield "other: a picture", bytes.fromhex("89504e470d0a1a0a0000000d49484452")
    yield "other: a zip", b"PK\x03\x04" + bytes(range(256))
    yield "other: HTML", "<!doctype html><html><body onload=alert(1)>"
    yield "other: Python", "import os\nos.system('id')\n"
    yield "other: zeros", bytes(1000)
    yield "other: every byte", bytes(range(256))


def mutants(dice: random.Random, data: bytes, count: int) -> Inputs:
    """The same file cut short, with bytes changed, and with lines lost, doubled, swapped or moved."""
    for number in range(count):
        at, lines = dice.randrange(len(data)), data.split(b"\n")
        line, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match number % 8:
            case 0:
                yield f"cut {number}", data[:at]
            case 1:
                yield f"a byte changed {number}", data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 2:
                yield f"a byte lost {number}", data[:at] + data[at + 1 :]
            case 3:
                yield f"a line lost {number}", b"\n".join(lines[:line] + lines[line + 1 :])
            case 4:
                yield f"a line twice {number}", b"\n".join([*lines[:line], lines[line], *lines[line:]])
            case 5:
                lines[line], lines[other] = lines[other], lines[line]
                yield f"two lines swapped {number}", b"\n".join(lines)
            case 6:
                lines[line] = dice.choice([b"\t", b" ", b"- ", b"  - ", b"? "]) + lines[line]
                yield f"a line moved {number}", b"\n".join(lines)
            case _:
                mark = dice.choice([*"[]{}:#'\"|>%@\0\r\x85\u2028😀\n", "&a ", "*a ", "!a ", ": ", " #", "---\n"])
                yield f"something put in {number}", data[:at] + mark.encode() + data[at:]


def leaves(item: Any, path: str = "") -> Iterator[str]:
    """The path of every value inside `item`."""
    pairs = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
    for key, value in pairs:
        yield f"{path}{key}"
        yield from leaves(value, f"{path}{key}.")


def json_of(text: str) -> Any:
    tree, _ = read(text, "")
    assert tree is not None
    return tiny.plain(tree)


def whole_leg_pain() -> bytes:
    """The leg pain pathway in one file."""
    whole: dict[str, Any] = {}
    for file in sorted(pathway_folder().glob("*.yaml")):
        tree, _ = read(file.read_text(encoding="utf-8"), file.name)
        assert isinstance(tree, Mapping)
        for key, value in tree.entries.items():
            part = raw(value)
            whole[key] = [*whole[key], *part] if isinstance(part, list) and key in whole else part
    return tiny.dump(whole).encode()


def raw(tree: Tree) -> Any:
    """The tree with every scalar as it would be written on one line."""
    if isinstance(tree, Scalar):
        return tree.text if isinstance(tree.value, str) else Raw(tree.text)
    return (
        [raw(item) for item in tree.items]
        if isinstance(tree, Sequence)
        else {key: raw(value) for key, value in tree.entries.items()}
    )


NUMBERS: Final = ("NaN", "Infinity", "-Infinity", "1e400", "1e999999", "-1e999999", "1e-999999", "1e1000000000000000000", "1e-1000000000000000000",
                  "1" + "0" * 5000, "0." + "0" * 5000 + "1", "-0", "0e0", "1e", "01", "+1", ".5", "5.", "1_000", "0x1F", "1e99", "99999999999999999999999999999")  # fmt: skip
VALUES: Final = ("null", "true", '"true"', '""', '" "', '"not_done"', '"NOT_DONE"', '"unknown"', '"no"', "[]", "[true]", "{}", '{"value": true}', '[[[[]]]]',
                 '"\\u0000"', '"\\u001b[2J"', '"\\ud800"', '"\\ud83d\\ude00"', '"\\u202e"', json.dumps("x" * 5000), json.dumps("<script>alert(1)</script>"),
                 json.dumps("{{7*7}}"), '"__proto__"', '"\\"; evil [x=y]; \\""')  # fmt: skip


def cases(dice: random.Random) -> Inputs:
    pathway, _ = check_pathway(pathway_folder())
    assert pathway is not None
    words = pathway.vocabulary
    by_type: dict[str, list[str]] = {}
    for name, finding in words.findings.items():
        by_type.setdefault(f"{finding.type}{' optional' * finding.optional}", []).append(name)
    by_type["score"] = [name for name, word in words.derived.items() if word.recordable]
    for kind, names in sorted(by_type.items()):
        for value in (*NUMBERS, *VALUES):
            name = dice.choice(names)
            yield f"value: {kind} is {value[:30]}", f'{{"findings": {{"{name}": {value}}}}}'
        for value in ("no", "~", "yes", "12:30", ".inf", "|\n    x", "!!bool yes", "*x", "[", "1e5000", "- x"):
            yield f"value in YAML: {kind} is {value}", f"findings:\n  {dice.choice(names)}: {value}\n"
    sound = sorted(pathway_folder().glob("cases/*.case.*"))
    files = [file.read_bytes() for file in (dice.sample(sound, 8) if len(sound) >= 8 else sound)]
    files.append(
        b'{"id": "x", "who": "A man of 50.", "findings": {"breathlessness": true, "age_years": 50}, "normal": ["red_flags"], "not_done": ["tests"]}'
    )
    for number, data in enumerate(files):
        yield from ((f"mutant of {number}: {name}", mutant) for name, mutant in mutants(dice, data, 12))
    yield from case_forms()
    names = sorted([*words.findings, *words.groups, *words.sets, *words.derived])
    for number in range(20):
        some = dice.sample(names, 12)
        yield (
            f"any names {number}",
            json.dumps({"findings": dict.fromkeys(some[:4], True), "normal": some[4:8], "not_done": some[8:]}),
        )
    yield "all findings are true", json.dumps({"findings": dict.fromkeys(words.findings, True)})
    yield "all is normal", json.dumps({"normal": [*words.groups, *words.sets, *words.findings]})
    yield "nothing is done", json.dumps({"not_done": [*words.groups, *words.sets, *words.findings]})
    yield "everything is closed twice", json.dumps({"normal": names, "not_done": names})


def case_forms() -> Inputs:
    for key in ("findings", "normal", "not_done", "id", "who", "expect", "statements", "finding", "__proto__", "constructor", ""):  # fmt: skip
        for value in ("null", "true", "3", '"x"', "[]", "{}", '["x", "x"]', "[null]", "[[]]", '{"x": null}'):
            yield f"form: {key or 'no key'} is {value}", json.dumps({key: json.loads(value)})
    for depth in DEPTHS:
        for name, mark in (("lists", "["), ("records", '{"a":'), ("YAML", "{a: "), ("blocks", "- ")):
            yield f"deep: {depth} {name}", mark * depth
            yield f"deep: {depth} {name} in findings", '{"findings": {"age_years": ' + mark * depth
    yield "size: 2 MB", '{"who": "' + "a" * 2_000_000 + '"}'
    yield "size: 90 kB of who", '{"who": "' + "a" * 90_000 + '"}'
    yield "size: 90 kB of one name", '{"findings": {"' + "a" * 90_000 + '": true}}'
    yield "size: 90 kB of one closure", '{"normal": ["' + "a" * 90_000 + '"]}'
    yield "size: 90 kB of a number", '{"findings": {"age_years": ' + "9" * 90_000 + "}}"
    yield "size: 90 kB of white space", " " * 90_000 + "{}"
    yield "size: 20000 unknown findings", json.dumps({"findings": {f"breathlesness{n}": True for n in range(20_000)}})
    yield "size: 2000 unknown findings", json.dumps({"findings": {f"breathlesness{n}": True for n in range(2_000)}})
    yield "size: 1000 unknown closures", json.dumps({"normal": [f"red_flag{n}" for n in range(1_000)]})
    yield "size: 5000 times one name", '{"findings": {' + ", ".join(['"age_years": 5'] * 5_000) + "}}"
    yield "size: 2000 lines of YAML", "findings:\n" + "".join(f"  finding_{n}: true\n" for n in range(2_000))
    for name, text in {**INJECTIONS, **UNPRINTABLE}.items():
        yield f"injection: {name} as who", json.dumps({"who": text, "id": text})
        yield f"injection: {name} as a finding", json.dumps({"findings": {text: True}})
        yield f"injection: {name} as a closure", json.dumps({"normal": [text]})
        yield f"injection: {name} in YAML", f"who: {json.dumps(text)}\nfindings:\n  ? {json.dumps(text)}\n  : true\n"
    for end in ("x", "{}", ",", "]", "}", "\0", "//", "# x", "\n---\n{}", "\ufeff"):
        yield f"JSON: {end!r} after", '{"findings": {"breathlessness": true}}' + end
    yield "JSON: a remark", '{"findings": {/* x */}}'
    yield "JSON: a comma too many", '{"findings": {"breathlessness": true,},}'
    yield "JSON: single quotes", "{'findings': {'breathlessness': true}}"
    yield "JSON: no quotes", "{findings: {breathlessness: true}}"
    yield "JSON: Python", "{'findings': {'breathlessness': True, 'x': None}}"
    yield "JSON: a name twice", '{"findings": {"breathlessness": true, "breathlessness": false}}'
    yield "JSON: a key twice", '{"findings": {"breathlessness": true}, "findings": {}}'
    yield "JSON: one name in two spellings", '{"findings": {"breathlessness": true, "breathles\\u0073ness": false}}'
    yield "JSON: lines", '{"findings": {}}\n{"findings": {}}\n'
    yield "JSON: half a character", '{"who": "\\ud83d"}'
    yield "JSON: CR", '{"findings":\r {"x": true}\r}'
    yield "JSON: many line separators", '{"who": "' + "\u2028" * 100 + '",\n "findings": {"x": 1}}'
    yield "YAML: CR", "findings:\r  x: 1\r"
    yield "YAML: a bomb", "a: &a [x]\nb: &b [*a, *a]\nfindings: *b\n"
    yield "YAML: a tag", "findings: !!python/object/apply:os.system [id]\n"
    yield "YAML: two documents", "findings: {}\n---\nfindings: {}\n"
    yield "YAML: tabs", "findings:\n\tbreathlessness: true\n"
    yield "YAML: old truths", "findings: {breathlessness: yes}\n"
    yield "bytes: none", b""
    yield "bytes: a mark", b"\xef\xbb\xbf"
    yield "bytes: not UTF-8", b'{"who": "\xff"}'
    yield "bytes: a long letter", b'{"who": "\xc0\x80"}'
    for code in ("utf-16", "utf-32", "utf-7", "cp500"):
        yield f"bytes: {code}", '{"findings": {"breathlessness": true}}'.encode(code)
    yield "bytes: zeros", bytes(1000)
    yield "bytes: all", bytes(range(256))
    yield "other: a picture", bytes.fromhex("89504e470d0a1a0a0000000d49484452")
    yield "other: a pathway", tiny.text()
