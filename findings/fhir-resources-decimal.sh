#!/usr/bin/env bash
# fhir.resources declares a Quantity's value as Decimal and yet reads it through a float: 0.899999999999999999999 becomes Decimal('0.9') and is on the other side of "under 0.9"; 0.90 loses its second figure.
# Expected: FHIR asks that the precision of a decimal is kept, and the type is Decimal. Seen with fhir.resources 8.3.0 (R4B), model_validate_json; a Decimal given to
# model_validate is kept, and loses its figures when it is written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fhir.resources==8.3.0 2>/dev/null
seen=$("$folder/venv/bin/python" - <<'PY'
import json
from decimal import Decimal
from fhir.resources.R4B.quantity import Quantity

for text in ("0.90", "0.899999999999999999999"):
    read = Quantity.model_validate_json('{"value": %s}' % text)
    exact = Quantity.model_validate(json.loads('{"value": %s}' % text, parse_float=Decimal))
    print(text, repr(read.value), read.value < Decimal("0.9"), repr(exact.value), exact.model_dump_json())
PY
)
echo "in the file, read from JSON, is it < 0.9, read from a Decimal, written again"
echo "$seen"
test "$seen" = "0.90 Decimal('0.9') False Decimal('0.90') {\"value\":0.9}
0.899999999999999999999 Decimal('0.9') False Decimal('0.899999999999999999999') {\"value\":0.9}"
