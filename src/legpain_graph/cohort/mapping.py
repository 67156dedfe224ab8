"""Which column of a table is what: by the names of the vocabulary, or by a file that maps a database's own names, codes and units.

    id: NHS_NUMBER
    keep: [PRACTICE]
    ignore: [DATE_OF_BIRTH]
    columns:
      AGE: age_years
      SEX: {is: sex, codes: {1: male, 2: female, 9: null}}
      ABPI_PERCENT: {is: abpi, times: 0.01}

A column that nothing names is refused: what is misspelt would never be recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from legpain_graph.errors import Issue, Place, RequestError, did_you_mean
from legpain_graph.load import tree as trees
from legpain_graph.model.guard.ir import Score
from legpain_graph.model.vocabulary import Vocabulary
from legpain_graph.record import record

CLOSURES: Final = ("normal", "not_done")
ABOUT: Final = ("who", "statements", "expect")
"""What a case file may hold beside, and a walk does not read."""
FINDINGS: Final = "findings"
"""The column of rows that are whole cases."""
_KEYS: Final = ("id", "keep", "ignore", "columns")
_COLUMN_KEYS: Final = ("is", "codes", "times", "plus")


@record
class Use:
    """What a column is: the name of a finding or a score, or a closure; and how its values are said there."""

    word: str
    codes: tuple[tuple[str, bool | Decimal | str | None], ...] = ()
    """What each code stands for; None is not recorded. Empty where values stand for themselves."""
    times: Decimal = Decimal(1)
    plus: Decimal = Decimal(0)
    """A number is recorded as so many times what stands in the column, and this more."""


@record
class TableColumns:
    """What the columns of a table are, by their names there. Those that are not named are nothing that a walk reads."""

    uses: dict[str, Use]
    kept: tuple[str, ...] = ()
    """Columns that are carried over."""
    ignored: tuple[str, ...] = ()
    ignores_others: bool = False
    """Of rows with keys of their own: whether those that are nothing known are passed over."""

    def unknown(self, name: str, words: Vocabulary) -> str:
        """Why a key of a row is none, or an empty text."""
        if self.ignores_others or name in self.uses or name in self.kept or name in self.ignored:
            return ""
        hint = did_you_mean(name, [*self.uses])
        return _unknown(name, words) + (f"; {hint}" if hint else "")


@record
class ColumnMap:
    """What a mapping file says of a table, before the table is seen."""

    uses: dict[str, Use]
    id: str = ""
    keep: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    file: str = ""


def recordable(words: Vocabulary) -> list[str]:
    """The names that a column can have: findings, and scores that may be recorded."""
    scores = [name for name, word in words.derived.items() if word.recordable and isinstance(word.formula, Score)]
    return [*words.findings, *scores]


def read_map(data: bytes, file: str, words: Vocabulary) -> ColumnMap:
    """The mapping in a file, YAML or JSON. errors: RequestError with every fault and its place"""
    text, issues = trees.decode(data, file)
    tree, more = trees.read(text, file) if not issues else (None, [])
    issues += more
    if not isinstance(tree, trees.Mapping):
        raise RequestError(
            issues or [Issue("columns", "is not a map of keys", Place(file), "columns: {AGE: age_years}")]
        )
    reader = _Reader(words, issues)
    uses = reader.columns(tree)
    texts = {key: reader.texts(tree, key) for key in ("keep", "ignore")}
    named = tree.entries.get("id")
    id_ = named.text if isinstance(named, trees.Scalar) else ""
    if named is not None and not id_:
        reader.fault("id is the name of a column", named.place)
    reader.known(tree, _KEYS)
    if issues:
        raise RequestError(issues)
    return ColumnMap(uses, id_, texts["keep"], texts["ignore"], file)


class _Reader:
    def __init__(self, words: Vocabulary, issues: list[Issue]) -> None:
        self.words, self.issues = words, issues
        self.names = recordable(words)

    def fault(self, message: str, place: Place, hint: str = "") -> None:
        self.issues.append(Issue("columns", message, place, hint))

    def known(self, entry: trees.Mapping, keys: Sequence[str]) -> None:
        for key in entry.entries.keys() - set(keys):
            self.fault(f"unknown key {key!r}", entry.keys[key], did_you_mean(key, keys) or f"known: {', '.join(keys)}")

    def texts(self, tree: trees.Mapping, key: str) -> tuple[str, ...]:
        found = tree.entries.get(key)
        if found is None:
            return ()
        items = found.items if isinstance(found, trees.Sequence) else []
        texts = [item.text for item in items if isinstance(item, trees.Scalar) and item.text]
        if not isinstance(found, trees.Sequence) or len(texts) != len(items):
            self.fault(f"{key} is a list of columns", found.place, f"{key}: [PRACTICE]")
        return tuple(texts)

    def columns(self, tree: trees.Mapping) -> dict[str, Use]:
        found = tree.entries.get("columns")
        if not isinstance(found, trees.Mapping):
            self.fault("columns are not mapped", found.place if found else tree.place, "columns: {AGE: age_years}")
            return {}
        uses: dict[str, Use] = {}
        fed: dict[str, str] = {}
        for column, entry in found.entries.items():
            use = self.use(entry)
            if use is None:
                continue
            if use.word in fed and use.word not in CLOSURES:
                self.fault(f"{use.word} is {fed[use.word]!r} already", entry.place, "one column a finding")
            fed[use.word] = column
            uses[column] = use
        return uses

    def use(self, entry: trees.Tree) -> Use | None:
        fields = entry.entries if isinstance(entry, trees.Mapping) else {"is": entry}
        if isinstance(entry, trees.Mapping):
            self.known(entry, _COLUMN_KEYS)
        said = fields.get("is")
        if not isinstance(said, trees.Scalar) or not said.text:
            return self.fault("says not what the column is", entry.place, "is: age_years")
        if said.text not in self.names and said.text not in CLOSURES:
            hint = did_you_mean(said.text, [*self.names, *CLOSURES])
            return self.fault(f"unknown finding {said.text!r}", said.place, hint)
        return Use(
            said.text, self.codes(fields.get("codes")), self.exact(fields, "times", 1), self.exact(fields, "plus", 0)
        )

    def codes(self, entry: trees.Tree | None) -> tuple[tuple[str, bool | Decimal | str | None], ...]:
        if entry is None:
            return ()
        if not isinstance(entry, trees.Mapping) or not entry.entries:
            self.fault("codes are not mapped", entry.place, "codes: {1: male, 2: female}")
            return ()
        found = []
        for code, meant in entry.entries.items():
            if isinstance(meant, trees.Scalar):
                found.append((code, meant.value))
            else:
                self.fault(f"the code {code!r} stands for one value", meant.place)
        return tuple(found)

    def exact(self, fields: Mapping[str, trees.Tree], key: str, usual: int) -> Decimal:
        entry = fields.get(key)
        if entry is None:
            return Decimal(usual)
        if isinstance(entry, trees.Scalar) and isinstance(entry.value, Decimal) and (key == "plus" or entry.value):
            return entry.value
        self.fault(f"{key} is a number" + ("" if key == "plus" else " other than 0"), entry.place)
        return Decimal(usual)


def columns_of(
    names: Iterable[str],
    words: Vocabulary,
    mapped: ColumnMap | None = None,
    *,
    keep: Sequence[str] = (),
    ignore_others: bool = False,
    file: str = "",
) -> TableColumns:
    """What the columns of one table are.

    errors: RequestError with every column that is nothing known, with what is told twice, and with what was mapped and is not there
    """
    names = list(names)
    mapped = mapped or ColumnMap({})
    known = recordable(words)
    uses: dict[str, Use] = {}
    issues: list[Issue] = []
    id_ = mapped.id or ("id" if "id" in names and "id" not in mapped.uses else "")
    kept = tuple(dict.fromkeys(name for name in (id_, *mapped.keep, *keep) if name))
    place = Place(file)
    for name in names:
        if name in mapped.uses:
            uses[name] = mapped.uses[name]
        elif name in known or name in CLOSURES:
            uses[name] = Use(name)
        elif name not in kept and name not in mapped.ignore and name not in ABOUT and not ignore_others:
            issues.append(Issue("column", _unknown(name, words), place, _hint(name, known, issues)))
    for name in (*mapped.uses, *kept):
        if name not in names:
            issues.append(Issue("column", f"no column {name!r}", place, did_you_mean(name, names, issues)))
    fed: dict[str, str] = {}
    for name, use in uses.items():
        if use.word in fed:
            issues.append(Issue("column", f"{fed[use.word]!r} and {name!r} are both {use.word}", place))
        fed[use.word] = name
    if issues:
        raise RequestError(issues)
    return TableColumns(uses, kept)


def columns_of_any(
    words: Vocabulary, mapped: ColumnMap | None = None, *, keep: Sequence[str] = (), ignore_others: bool = False
) -> TableColumns:
    """What the keys of rows are that have each their own, as lines of JSON have."""
    mapped = mapped or ColumnMap({})
    fed = {use.word for use in mapped.uses.values()}
    uses = {**mapped.uses, **{name: Use(name) for name in (*recordable(words), *CLOSURES) if name not in fed}}
    kept = tuple(dict.fromkeys((mapped.id or "id", *mapped.keep, *keep)))
    return TableColumns(uses, kept, (*mapped.ignore, *ABOUT), ignore_others)


def _unknown(name: str, words: Vocabulary) -> str:
    if name in words.derived:
        return f"the column {name!r} is computed and cannot be recorded"
    if name in words.groups or name in words.sets:
        return f"the column {name!r} is a group: groups are named in the column normal or not_done"
    return f"the column {name!r} is no finding"


def _hint(name: str, known: Iterable[str], issues: Sequence[Any]) -> str:
    return did_you_mean(name, [*known, *CLOSURES], issues) or "map it, or say --keep, --ignore or --ignore-others"
