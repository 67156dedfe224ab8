#!/usr/bin/env bash
# LibreOffice Calc: a workbook whose cells hold TRUE and FALSE, opened and saved as .xlsx again, holds the formulas =TRUE() and =FALSE() in their place.
# Expected: a cell of type boolean (<c t="b"><v>1</v></c>) is one after saving, as ECMA-376 has it. Seen with LibreOffice 7.4.7 of Debian 12: a reader
# that takes values and refuses formulas refuses every truth of a sheet that nobody has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v soffice >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends libreoffice-calc-nogui >/dev/null; }
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 2>/dev/null
cat > look.py <<'PY'
import sys

import openpyxl

if sys.argv[1] == "write":
    book = openpyxl.Workbook()
    book.active.append([True, False])
    book.save("truths.xlsx")
else:
    print([(cell.data_type, cell.value) for cell in openpyxl.load_workbook(sys.argv[1]).active[1]])
PY
venv/bin/python look.py write
soffice -env:UserInstallation="file://$folder/profile" --headless --convert-to 'xlsx:Calc MS Excel 2007 XML' --outdir saved truths.xlsx >/dev/null 2>&1
soffice --version 2>/dev/null || true
echo "expected: $(venv/bin/python look.py truths.xlsx)"
seen=$(venv/bin/python look.py saved/truths.xlsx)
echo "seen:     $seen"
test "$seen" = "[('f', '=TRUE()'), ('f', '=FALSE()')]"
