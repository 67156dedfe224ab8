#!/usr/bin/env bash
# fhirpath.js: where nothing is recorded `value ~ 5` is empty and `value !~ 5` is false: FHIRPath's one comparison that answers for what is not recorded does not answer, and its negation says the opposite.
# Expected: `~` false and `!~`, its inverse, true, as in @medplum/core 5.2.13 and @atomic-ehr/fhirpath 0.1.4. Seen with fhirpath 3.18.0 (npm).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit fhirpath@3.18.0 @medplum/core@5.2.13 @atomic-ehr/fhirpath@0.1.4
cat > ask.mjs <<'JS'
globalThis.WebSocket ??= class {} // what @medplum/core wants of newer Node.js when it is loaded
const { evalFhirPath } = await import('@medplum/core')
const { default: fhirpath } = await import('fhirpath')
const { evaluate } = await import('@atomic-ehr/fhirpath')
const observation = { resourceType: 'Observation', status: 'final' }
for (const expression of ['value ~ 5', 'value !~ 5'])
  console.log(
    expression,
    'fhirpath.js', ...fhirpath.evaluate(observation, expression),
    'medplum', ...evalFhirPath(expression, observation),
    'atomic-ehr', ...(await evaluate(expression, { input: observation })),
  )
JS
seen=$(node ask.mjs)
echo "an Observation without a value:"
echo "$seen"
test "$seen" = "value ~ 5 fhirpath.js medplum false atomic-ehr false
value !~ 5 fhirpath.js false medplum true atomic-ehr true"
