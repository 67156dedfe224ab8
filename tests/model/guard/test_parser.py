"""Text -> IR: what each notation means, and every fault with its offset, its message and what to try."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legpain_graph.model.guard.ir import (
    All,
    Arithmetic,
    Calculation,
    Compare,
    Fixed,
    Flag,
    Guard,
    Measured,
    Named,
    Not,
    OneOf,
    Op,
    Points,
    Quantity,
    Reading,
    Score,
    Scored,
    Some,
    Term,
    scores_in,
)
from legpain_graph.model.guard.parser import MAX_DEPTH, MAX_LENGTH, Fault, GuardError, is_score, syntax
from legpain_graph.model.guard.resolve import Resolver
from legpain_graph.model.vocabulary import Constant, Derived, Finding, FindingType
from strategies import draw_guard, draw_vocabulary, examples, read_guard, vocabulary_of, written, written_score

WORDS = vocabulary_of(
    *(Finding(name, FindingType.BOOLEAN, name) for name in ("swelling", "redness", "fever", "x", "y", "z")),
    Finding("onset", FindingType.CHOICE, "onset", values=("gradual", "sudden", "minutes")),
    Finding("pain", FindingType.CHOICE, "pain", values=("none", "mild", "severe"), order=True),
    Finding("pain_before", FindingType.CHOICE, "pain before", values=("none", "mild", "severe"), order=True),
    Finding("abpi", FindingType.NUMBER, "ABPI", unit="ratio", high=Decimal("2.5"), optional=True),
    Finding("age", FindingType.NUMBER, "age", unit="years", high=Decimal(120), integer=True),
    Finding("age_before", FindingType.NUMBER, "age before", unit="years", high=Decimal(120), integer=True),
    Finding("base_excess", FindingType.NUMBER, "base excess", unit="mmol/l", low=Decimal(-30), high=Decimal(30)),
    derived={"inflamed": "redness or fever"},
    constants={
        "abpi_low": Constant("abpi_low", Decimal("0.5"), "ratio", "NG"),
        "two": Constant("two", Decimal(2), "points", "NG"),
    },
)
WELLS = Score("wells", (Term(1, (Flag("swelling"), Flag("redness"))), Term(-2, (Flag("fever"),))))
WORDS.derived["wells"] = Derived("wells", "Wells", WELLS, recordable=True)
TOTAL = Quantity("total", Calculation(Arithmetic.PLUS, (Points(WELLS), Fixed(Decimal("0.5")))))
WORDS.derived["total"] = Derived("total", "total", TOTAL)
X, Y, Z = Flag("x"), Flag("y"), Flag("z")
AGE, BEFORE = Reading("age"), Reading("age_before")


def number(text: str) -> Decimal:
    return Decimal(text)


def counted(*items: Guard, factor: int = 1) -> Term:
    return Term(factor, items)


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("x", X),
        ("inflamed", Named("inflamed")),
        ("not x", Not(X)),
        ("not not x", Not(Not(X))),
        ("x and y", All((X, Y))),
        ("x or y", Some((X, Y))),
        # precedence: not, and, or
        ("not x and y", All((Not(X), Y))),
        ("not (x and y)", Not(All((X, Y)))),
        ("x or y and z", Some((X, All((Y, Z))))),
        ("(x or y) and z", All((Some((X, Y)), Z))),
        ("x and not y or z", Some((All((X, Not(Y))), Z))),
        ("not abpi < 0.5", Not(Compare("abpi", Op.LESS, number("0.5")))),
        # one list of operands, however it is bracketed
        ("x and y and z", All((X, Y, Z))),
        ("x and (y and z)", All((X, Y, Z))),
        ("(x or y) or z", Some((X, Y, Z))),
        # comparisons, either way round, with constants, exact
        ("abpi < 0.5", Compare("abpi", Op.LESS, number("0.5"))),
        ("abpi <= 0.5", Compare("abpi", Op.AT_MOST, number("0.5"))),
        ("abpi > 0.5", Compare("abpi", Op.MORE, number("0.5"))),
        ("abpi >= 0.5", Compare("abpi", Op.AT_LEAST, number("0.5"))),
        ("abpi == 0.5", Compare("abpi", Op.EQUAL, number("0.5"))),
        ("0.5 < abpi", Compare("abpi", Op.MORE, number("0.5"))),
        ("0.5 <= abpi", Compare("abpi", Op.AT_LEAST, number("0.5"))),
        ("0.5 > abpi", Compare("abpi", Op.LESS, number("0.5"))),
        ("0.5 >= abpi", Compare("abpi", Op.AT_MOST, number("0.5"))),
        ("0.5 == abpi", Compare("abpi", Op.EQUAL, number("0.5"))),
        ("abpi < abpi_low", Compare("abpi", Op.LESS, number("0.5"))),
        ("abpi_low < abpi", Compare("abpi", Op.MORE, number("0.5"))),
        ("abpi<0.5", Compare("abpi", Op.LESS, number("0.5"))),
        ("base_excess > -2.5", Compare("base_excess", Op.MORE, number("-2.5"))),
        ("-2.5 < base_excess", Compare("base_excess", Op.MORE, number("-2.5"))),
        # chains
        ("0.5 <= abpi <= 0.9", All((Compare("abpi", Op.AT_LEAST, number("0.5")), Compare("abpi", Op.AT_MOST, number("0.9"))))),
        ("0.9 > abpi > abpi_low", All((Compare("abpi", Op.LESS, number("0.9")), Compare("abpi", Op.MORE, number("0.5"))))),
        ("-5 <= base_excess <= 5", All((Compare("base_excess", Op.AT_LEAST, number("-5")), Compare("base_excess", Op.AT_MOST, number("5"))))),
        # choices
        ("onset == gradual", OneOf("onset", ("gradual",))),
        ("onset in [gradual]", OneOf("onset", ("gradual",))),
        ("onset in [sudden, gradual]", OneOf("onset", ("sudden", "gradual"))),
        ("pain >= mild", OneOf("pain", ("mild", "severe"))),
        ("severe > pain", OneOf("pain", ("none", "mild"))),
        ("mild <= pain <= severe", All((OneOf("pain", ("mild", "severe")), OneOf("pain", ("none", "mild", "severe"))))),
        ("pain < pain_before", Some((
            All((OneOf("pain", ("none",)), OneOf("pain_before", ("mild", "severe")))),
            All((OneOf("pain", ("mild",)), OneOf("pain_before", ("severe",))))))),
        # counting
        ("at_least(2, x, y, z)", Scored(Score("", (counted(X, Y, Z),)), Op.AT_LEAST, number("2"))),
        ("at_least(two, x, y or z)", Scored(Score("", (counted(X, Some((Y, Z))),)), Op.AT_LEAST, number("2"))),
        ("count(x, y) >= 2", Scored(Score("", (counted(X, Y),)), Op.AT_LEAST, number("2"))),
        ("2 <= count(x, y)", Scored(Score("", (counted(X, Y),)), Op.AT_LEAST, number("2"))),
        ("count(x) + 2 * count(y) == 3", Scored(Score("", (counted(X), counted(Y, factor=2))), Op.EQUAL, number("3"))),
        ("count(x) - count(y) * 2 > -1", Scored(Score("", (counted(X), counted(Y, factor=-2))), Op.MORE, number("-1"))),
        ("-count(x) + 1 < 0", Scored(Score("", (counted(X, factor=-1),), 1), Op.LESS, number("0"))),
        ("count(abpi < 0.5, not x) >= 1", Scored(Score("", (counted(Compare("abpi", Op.LESS, number("0.5")), Not(X)),)), Op.AT_LEAST, number("1"))),
        ("1 <= count(x, y, z) <= two", All((
            Scored(Score("", (counted(X, Y, Z),)), Op.AT_LEAST, number("1")),
            Scored(Score("", (counted(X, Y, Z),)), Op.AT_MOST, number("2"))))),
        ("wells >= two", Scored(WELLS, Op.AT_LEAST, number("2"))),
        ("2 > wells", Scored(WELLS, Op.LESS, number("2"))),
        ("count(wells >= 2, x) == 1", Scored(Score("", (counted(Scored(WELLS, Op.AT_LEAST, number("2")), X),)), Op.EQUAL, number("1"))),
        ("  x\n  and\ty ", All((X, Y))),
        # numbers
        ("age < age_before", Measured(Quantity("", Calculation(Arithmetic.MINUS, (AGE, BEFORE)), "years"), Op.LESS, number("0"))),
        ("age - age_before <= -3", Measured(Quantity("", Calculation(Arithmetic.MINUS, (AGE, BEFORE)), "years"), Op.AT_MOST, number("-3"))),
        ("7 < max(age, age_before)", Measured(Quantity("", Calculation(Arithmetic.MOST, (AGE, BEFORE)), "years"), Op.MORE, number("7"))),
        ("age / 2 > two", Measured(Quantity("", Calculation(Arithmetic.OVER, (AGE, Fixed(number("2")))), "years"), Op.MORE, number("2"))),
        ("age * 2 ** 3 > 2", Measured(Quantity("", Calculation(Arithmetic.TIMES, (AGE, Calculation(Arithmetic.POWER, (Fixed(number("2")), Fixed(number("3")))))), "years"), Op.MORE, number("2"))),
        ("1.5 * count(x) >= 1", Measured(Quantity("", Calculation(Arithmetic.TIMES, (Fixed(number("1.5")), Points(Score("", (counted(X),)))))), Op.AT_LEAST, number("1"))),
        ("wells >= count(x)", Measured(Quantity("", Calculation(Arithmetic.MINUS, (Points(WELLS), Points(Score("", (counted(X),)))))), Op.AT_LEAST, number("0"))),
        ("total > 2.5", Measured(TOTAL, Op.MORE, number("2.5"))),
        ("total / 2 > 1", Measured(Quantity("", Calculation(Arithmetic.OVER, (TOTAL, Fixed(number("2"))))), Op.MORE, number("1"))),
    ],
)  # fmt: skip
def test_a_guard_means(text: str, guard: Guard) -> None:
    assert read_guard(text, WORDS) == guard


@examples(150)
@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    words = draw_vocabulary(data.draw)
    guard = draw_guard(data.draw, words.findings, words.derived, depth=3)
    assert read_guard(written(guard), words) == guard
    for word in words.derived.values():
        if isinstance(word.formula, Score):
            tree = syntax(written_score(word.formula))
            assert Resolver.of(words).score(tree, word.name) == word.formula
            assert is_score(tree)


def faults(text: str) -> list[Fault]:
    with pytest.raises(GuardError) as caught:
        read_guard(text, WORDS)
    return caught.value.faults


NO_VALUES_LEFT_OUT = "list the values that you mean with 'in [...]': on a test that was not done '!=' would say yes"


@pytest.mark.parametrize(
    ("text", "offset", "message", "hint"),
    [
        # what cannot be read
        ("", 0, "expected a name, not the end", ""),
        ("   ", 0, "expected a name, not the end", ""),
        ("x and", 5, "expected a name, not the end", ""),
        ("and x", 0, "expected a name, not 'and'", ""),
        ("x y", 2, "unexpected 'y'", "join two tests with 'and' or 'or'"),
        ("(x or y", 7, "expected ')' to close the bracket, not the end", ""),
        ("x or y)", 6, "unexpected ')'", "join two tests with 'and' or 'or'"),
        ("count(x, y >= 1", 15, "expected ')' at the end of count(, not the end", ""),
        ("count() >= 1", 6, "expected a name, not ')'", ""),
        ("onset in gradual", 9, "expected '[' after 'in', not 'gradual'", ""),
        ("onset in [gradual", 17, "expected ']' at the end of the list, not the end", ""),
        ("onset in []", 10, "expected a name, not ']'", ""),
        ("x && y", 2, "unexpected character '&'", ""),
        ("x and  é", 7, "unexpected character 'é'", ""),
        ("__import__('os')", 11, "unexpected character \"'\"", ""),
        ("x.__class__", 1, "unexpected character '.'", ""),
        ("abpi < .5", 7, "unexpected character '.'", ""),
        ("onset != gradual", 6, "'!=' is not a test", NO_VALUES_LEFT_OUT),
        ("onset not in [gradual]", 6, "'not in' is not a test", NO_VALUES_LEFT_OUT),
        ("abpi = 0.5", 5, "'=' is not a test", "write '=='"),
        # names
        ("swellin", 0, "unknown finding 'swellin'", "did you mean 'swelling'?"),
        ("x and swellin", 6, "unknown finding 'swellin'", "did you mean 'swelling'?"),
        ("apbi < 0.5", 0, "unknown finding 'apbi'", "did you mean 'abpi'?"),
        ("abpi < abpi_lo", 7, "expected a number or a constant", "did you mean 'abpi_low'?"),
        ("inflammed", 0, "unknown finding 'inflammed'", "did you mean 'inflamed'?"),
        ("quite_another_word", 0, "unknown finding 'quite_another_word'", ""),
        ("cuont(x) >= 1", 0, "only a finding or a score can be compared", ""),
        ("atleast(2, x, y)", 0, "unknown function 'atleast'", "did you mean 'at_least'?"),
        ("onset == gradul", 9, "onset has no value 'gradul'", "did you mean 'gradual'?"),
        ("onset in [sudden, never]", 18, "onset has no value 'never'", "one of gradual, sudden, minutes"),
        ("onset in [1]", 10, "onset has no value '1'", "one of gradual, sudden, minutes"),
        # types
        ("abpi", 0, "'abpi' is a number, not a truth", "compare it: abpi >= 3"),
        ("onset", 0, "'onset' is a choice, not a truth", "compare it: onset == gradual"),
        ("wells", 0, "'wells' is a score", "compare it: wells >= 2"),
        ("two", 0, "'two' is a number, not a test", ""),
        ("x == 1", 0, "'x' is true or false", "write x, or not x"),
        ("inflamed == 1", 0, "'inflamed' is true or false", "write inflamed, or not inflamed"),
        ("x in [gradual]", 0, "'x' is a boolean; only a choice has values", ""),
        ("abpi in [gradual]", 0, "'abpi' is a number; only a choice has values", ""),
        ("(x or y) in [gradual]", 1, "only a choice has values", ""),
        ("onset < gradual", 0, "'onset' is a choice; it has no order", "onset in [...]; or, where its values go from the least to the most, order: true"),
        ("pain < none", 7, "pain is never < none: no value stands beyond it", ""),
        ("pain < onset", 7, "pain and onset have other values; they cannot be compared", ""),
        ("pain < milld", 7, "pain has no value 'milld'", "did you mean 'mild'?"),
        ("abpi < age", 7, "years and 1 do not measure the same", ""),
        ("(x or y) > 1", 1, "only a finding or a score can be compared", ""),
        ("count(x, y)", 0, "a count of points, not a test", "compare it: count(a, b) >= 2"),
        # ranges
        ("abpi < 5", 7, "abpi is never 5: its range is 0 to 2.5 ratio", ""),
        ("5 > abpi", 0, "abpi is never 5: its range is 0 to 2.5 ratio", ""),
        ("base_excess > -31", 14, "base_excess is never -31: its range is -30 to 30 mmol/l", ""),
        ("age >= 64.5", 7, "age is a whole number, never 64.5", ""),
        ("at_least(3, x, y)", 9, "at_least(3, ...) of 2 cannot tell anything", ""),
        ("at_least(0, x, y)", 9, "at_least(0, ...) of 2 cannot tell anything", ""),
        ("at_least(x, y)", 9, "expected a number or a constant", ""),
        # scores
        # numbers
        ("age + x >= 2", 6, "'x' is a boolean, not a number", "count(x) makes points of it"),
        ("age + onset >= 2", 6, "'onset' is a choice, not a number", "count(onset == gradual) makes points of it"),
        ("age + inflamed >= 2", 6, "'inflamed' is true or false, not a number", "count(inflamed)"),
        ("age + (x or y) >= 2", 7, "a test where a number is needed", "count(...) makes points of tests"),
        ("age + agee >= 2", 6, "unknown finding 'agee'", "did you mean 'age'?"),
        ("age + cuont(x) >= 2", 6, "unknown function 'cuont'", "did you mean 'count'?"),
        ("min(age) >= 2", 0, "min of one number", "min(a, b)"),
        ("age ** 1.5 >= 2", 7, "a power is a whole number from 2 to 9", "of a root compare the square: a * b >= 4 for sqrt(a * b) >= 2"),
        ("age ** 9 * age ** 9 * age ** 3 >= 2", 0, "multiplies more than 20 numbers", ""),
        ("age / base_excess >= 2", 0, "divides by what may be 0", "a range that leaves 0 out"),
        ("age + 1 > 200", 10, "this number is never 200: it goes from 1 to 121 years", ""),
        ("age - abpi > 2", 6, "1 and years do not measure the same", ""),
        (" + ".join(["age"] * 120) + " > 1", 0, "computed of more than 100 numbers", "name a part as a derived number"),
        ("count(wells, x) >= 1", 6, "'wells' is a score", "compare it: wells >= 2"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_what_to_try(text: str, offset: int, message: str, hint: str) -> None:
    assert faults(text) == [Fault(offset, message, hint)]


def test_every_fault_of_a_text_is_told_at_once() -> None:
    found = faults("swellin and abpi < 9 or onset == gradul or at_least(5, x, count(y)) or x")
    assert [(fault.offset, fault.message) for fault in found] == [
        (0, "unknown finding 'swellin'"),
        (19, "abpi is never 9: its range is 0 to 2.5 ratio"),
        (33, "onset has no value 'gradul'"),
        (58, "a count of points, not a test"),
    ]
    assert str(GuardError(found)).startswith("unknown finding 'swellin'; abpi is never 9")


def test_every_wrong_value_of_a_list_is_told() -> None:
    assert [fault.offset for fault in faults("onset in [gradul, sudden, minuets]")] == [10, 26]


def test_a_score_of_a_score_is_a_number() -> None:
    resolver = Resolver.of(WORDS)
    assert resolver.score(syntax("wells")) is WELLS
    total = resolver.quantity(syntax("wells + 2 * count(x)"), "total", "")
    assert total is not None
    assert scores_in(total) == (WELLS, Score("", (counted(X),)))


@pytest.mark.parametrize("text", ["1 + 2 >= 3", "-1 < 2", "2 - 1 == 1"])
def test_a_guard_that_reads_no_finding_is_refused(text: str) -> None:
    assert len(faults(text)) == 1


def test_a_count_or_a_sum_is_a_score_and_nothing_else_is() -> None:
    assert [is_score(syntax(text)) for text in ("count(x)", "count(x) - 1", "2 * count(x)", "-count(x)")] == [True] * 4
    assert [is_score(syntax(text)) for text in ("x", "count(x) > 1", "at_least(1, x)", "(x or y)", "not x")] == [
        False
    ] * 5


@pytest.mark.parametrize(("open_", "close"), [("(", ")"), ("not ", ""), ("count(", ") >= 1"), ("not (", ")")])
def test_nesting_has_a_limit(open_: str, close: str) -> None:
    deep = len(open_.split("(")) - 1 + ("not" in open_)
    most = (MAX_DEPTH - 1) // deep
    read_guard(open_ * most + "x" + close * most, WORDS)
    found = faults(open_ * 1_000 + "x" + close * 1_000)
    assert [(fault.message, fault.hint) for fault in found] == [
        (f"nested more than {MAX_DEPTH} deep", "name a part as a derived finding")
    ]


def test_length_has_a_limit() -> None:
    longest = "x or " * ((MAX_LENGTH - 1) // 5)
    text = longest + " " * (MAX_LENGTH - 1 - len(longest)) + "x"
    assert len(text) == MAX_LENGTH
    guard = read_guard(text, WORDS)
    assert isinstance(guard, Some)
    assert len(guard.guards) == MAX_LENGTH // 5
    assert faults(text + " ") == [Fault(0, f"a guard of {MAX_LENGTH + 1} characters; at most {MAX_LENGTH}", "")]


def test_the_names_that_a_guard_uses_are_noted() -> None:
    resolver = Resolver.of(WORDS)
    resolver.guard(syntax("x and abpi < abpi_low or inflamed or wells >= 1 or onset == gradual"))
    assert resolver.used == {"x", "abpi", "abpi_low", "inflamed", "wells", "onset"}
