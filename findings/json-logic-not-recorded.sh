#!/usr/bin/env bash
# JSON Logic: a number that nobody recorded is below every threshold. An ABPI that was not measured is "< 0.5" in three engines, and is not in a fourth.
# Expected: unknown, an error, or at least the same answer everywhere. Seen: json-logic-js 2.0.5, json-logic-engine 5.0.7 (npm) and panzi-json-logic 1.0.1
# (PyPI) take what is absent as 0; json-logic-qubit 0.9.1 (PyPI, the same module `json_logic`) says false to "<" and to ">=" alike.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit json-logic-js@2.0.5 json-logic-engine@5.0.7
cat > ask.mjs <<'JS'
import plain from 'json-logic-js'
import { LogicEngine } from 'json-logic-engine'
const [below, over] = ['<', '>='].map((sign) => ({ [sign]: [{ var: 'abpi' }, 0.5] }))
const engine = new LogicEngine()
console.log('json-logic-js', plain.apply(below, {}), plain.apply(over, {}))
console.log('json-logic-engine', engine.run(below, {}), engine.run(over, {}))
JS
cat > ask.py <<'PY'
import sys
from json_logic import jsonLogic
below, over = ({sign: [{"var": "abpi"}, 0.5]} for sign in ("<", ">="))
print(sys.argv[1], str(jsonLogic(below, {})).lower(), str(jsonLogic(over, {})).lower())
PY
seen=$(
  node ask.mjs
  for package in panzi-json-logic==1.0.1 json-logic-qubit==0.9.1; do
    python3 -m venv "$package"
    "$package/bin/pip" install --quiet --disable-pip-version-check "$package" 2>/dev/null
    "$package/bin/python" ask.py "${package%%==*}"
  done
)
echo "abpi not recorded: is it < 0.5, is it >= 0.5?"
echo "$seen"
test "$seen" = "json-logic-js true false
json-logic-engine true false
panzi-json-logic true false
json-logic-qubit false false"
