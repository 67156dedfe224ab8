#!/usr/bin/env bash
# polars and pandas: "any red flag?" over one that is false and one that was not recorded is unknown if asked by `any_horizontal` or `|`, and false if asked by `list.any`, `max_horizontal`, `sum_horizontal` > 0 or `any(axis=1)`.
# Expected: one answer to one question in one library; the false ones close a red flag that nobody asked about. Seen with polars 2.1.0 and pandas 3.1.1 (nullable boolean).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 pandas==3.1.1 2>/dev/null
seen=$("$folder/venv/bin/python" - <<'PY'
import pandas
import polars

flags = ("numb_saddle", "retention")
patient = polars.DataFrame({"numb_saddle": [False], "retention": [None]}, schema=dict.fromkeys(flags, polars.Boolean))
for name, any_flag in (
    ("any_horizontal", polars.any_horizontal(*flags)),
    ("max_horizontal", polars.max_horizontal(*flags)),
    ("list.any", polars.concat_list(*flags).list.any()),
    ("sum_horizontal > 0", polars.sum_horizontal(*flags) > 0),
):
    print("polars", name, patient.select(any_flag).item())
table = pandas.DataFrame({"numb_saddle": [False], "retention": [None]}, dtype="boolean")
print("pandas |", (table["numb_saddle"] | table["retention"])[0])
print("pandas any(axis=1)", table.any(axis=1)[0])
PY
)
echo "numb saddle: no; retention: not recorded. Any red flag?"
echo "$seen"
test "$seen" = "polars any_horizontal None
polars max_horizontal False
polars list.any False
polars sum_horizontal > 0 False
pandas | <NA>
pandas any(axis=1) False"
