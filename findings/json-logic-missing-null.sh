#!/usr/bin/env bash
# JSON Logic's `missing`: a finding that is present as null is missing in json-logic-js and is not missing in json-logic-engine, so that a guard for "ask this first" is silent in one.
# Expected: the same list from the same operator. Seen: json-logic-js 2.0.5 gives ["abpi"], json-logic-engine 5.0.7 gives [], for {"abpi": null}; both give ["abpi"] for {}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit json-logic-js@2.0.5 json-logic-engine@5.0.7
cat > ask.mjs <<'JS'
import plain from 'json-logic-js'
import { LogicEngine } from 'json-logic-engine'
const engine = new LogicEngine()
const rule = { missing: ['abpi'] }
for (const patient of [{}, { abpi: null }])
  console.log(JSON.stringify(patient), JSON.stringify(plain.apply(rule, patient)), JSON.stringify(engine.run(rule, patient)))
JS
seen=$(node ask.mjs)
echo "patient, missing by json-logic-js, missing by json-logic-engine"
echo "$seen"
test "$seen" = '{} ["abpi"] ["abpi"]
{"abpi":null} ["abpi"] []'
