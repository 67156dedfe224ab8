#!/usr/bin/env bash
# Spreadsheets: "is this red flag FALSE?" over a blank cell is TRUE in pycel and xlcalculator and FALSE in formulas and fast-formula-parser; a blank ABPI is "< 0.5" in all four, and COUNTIF counts it as under 0.5 in xlcalculator alone.
# Expected: one workbook, one answer. Seen with formulas 1.3.4, pycel 1.0b30, xlcalculator 0.5.0 and fast-formula-parser 1.0.19: a sheet that closes what nobody asked does so in one reader and not in another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check formulas==1.3.4 pycel==1.0b30 xlcalculator==0.5.0 openpyxl==3.1.5 2>/dev/null
npm install --silent --no-fund --no-audit fast-formula-parser@1.0.19
cat > ask.py <<'PY'
import warnings

import openpyxl

warnings.filterwarnings("ignore")
cells = {"B1": "=A1=FALSE", "C1": "=A1<0.5", "D1": '=COUNTIF(A1:A1,"<0.5")'}
book = openpyxl.Workbook()
book.active.title = "S"
for cell, formula in cells.items():
    book.active[cell] = formula
book.save("book.xlsx")

import formulas
from pycel import ExcelCompiler
from xlcalculator import Evaluator, ModelCompiler

solved = formulas.ExcelModel().loads("book.xlsx").finish().calculate()
compiled = ExcelCompiler(filename="book.xlsx")
evaluator = Evaluator(ModelCompiler().read_and_parse_archive("book.xlsx"))
for name, ask in (
    ("formulas", lambda cell: solved[f"'[book.xlsx]S'!{cell}"].value[0, 0]),
    ("pycel", lambda cell: compiled.evaluate(f"S!{cell}")),
    ("xlcalculator", lambda cell: evaluator.evaluate(f"S!{cell}").value),
):
    flag, low, count = map(ask, cells)
    print(name, bool(flag), bool(low), int(count))
PY
cat > ask.cjs <<'JS'
const Parser = require('fast-formula-parser')
const parser = new Parser({ onCell: () => null, onRange: () => [[null]] })
const word = value => (value ? 'True' : 'False')
const [flag, low, count] = ['A1=FALSE', 'A1<0.5', 'COUNTIF(A1:A1,"<0.5")'].map(text => parser.parse(text, { sheet: 'S', row: 1, col: 2 }))
console.log('fast-formula-parser', word(flag), word(low), count)
JS
seen=$(venv/bin/python ask.py 2>/dev/null; node ask.cjs)
echo 'A1 blank:  =A1=FALSE  =A1<0.5  =COUNTIF(A1:A1,"<0.5")'
echo "$seen"
test "$seen" = "formulas False True 0
pycel True True 0
xlcalculator True True 1
fast-formula-parser False True 0"
