#!/usr/bin/env bash
# json-rules-engine: with undefined facts allowed, "not (ABPI < 0.5)" holds of a patient whose ABPI nobody measured while "ABPI >= 0.5" does not: the two ways of writing one guard part where nothing is recorded.
# Expected: both unknown, or both false. Seen with json-rules-engine 7.3.1: `not` of an undefined number is true, `notEqual` and `notIn` are true, the comparisons are false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit json-rules-engine@7.3.1
cat > ask.mjs <<'JS'
import rules from 'json-rules-engine'
const abpi = (operator, value) => ({ fact: 'abpi', operator, value })
const guards = {
  'abpi < 0.5': { all: [abpi('lessThan', 0.5)] },
  'abpi >= 0.5': { all: [abpi('greaterThanInclusive', 0.5)] },
  'not (abpi < 0.5)': { not: abpi('lessThan', 0.5) },
  'abpi != 0.4': { all: [abpi('notEqual', 0.4)] },
  'abpi not in [0.4]': { all: [abpi('notIn', [0.4])] },
}
for (const [name, conditions] of Object.entries(guards)) {
  const engine = new rules.Engine([{ conditions, event: { type: 'holds' } }], { allowUndefinedFacts: true })
  console.log(name + ':', (await engine.run({})).events.length === 1)
}
JS
seen=$(node ask.mjs)
echo "abpi not recorded:"
echo "$seen"
test "$seen" = "abpi < 0.5: false
abpi >= 0.5: false
not (abpi < 0.5): true
abpi != 0.4: true
abpi not in [0.4]: true"
