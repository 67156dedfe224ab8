#!/usr/bin/env bash
# pySMT: Real(0.9) is the binary fraction just above 0.9, in z3 and cvc5 the same 0.9 is nine tenths: "an ABPI of 0.9 is not under 0.9" is proven by two solvers' own APIs and refuted through pySMT.
# Expected: one threshold from one literal. Seen: PySMT 0.9.6 gives 8106479329266893/9007199254740992, z3-solver 5.4.1.0 and cvc5 1.4.2 (cvc5.pythonic) give 9/10. Fractions are safe in all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pysmt==0.9.6 z3-solver==5.4.1.0 cvc5==1.4.2 2>/dev/null
seen=$("$folder/venv/bin/python" - <<'PY'
from fractions import Fraction
import cvc5.pythonic
import z3
from pysmt import shortcuts, typing

for solver in (z3, cvc5.pythonic):
    abpi = solver.Real("abpi")
    question = solver.Solver()
    question.add(abpi == solver.Q(9, 10), abpi < 0.9)
    print(solver.__name__, solver.RealVal(0.9), question.check())
abpi = shortcuts.Symbol("abpi", typing.REAL)
exactly = shortcuts.Equals(abpi, shortcuts.Real(Fraction(9, 10)))
print("pysmt", shortcuts.Real(0.9), "sat" if shortcuts.is_sat(shortcuts.And(exactly, shortcuts.LT(abpi, shortcuts.Real(0.9))), solver_name="z3") else "unsat")
PY
)
echo "the literal 0.9, and whether an abpi of exactly 9/10 can be < 0.9"
echo "$seen"
test "$seen" = "z3 9/10 unsat
cvc5.pythonic 9/10 unsat
pysmt 8106479329266893/9007199254740992 sat"
