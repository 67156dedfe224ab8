#!/usr/bin/env bash
# Medplum's FHIRPath decides what a partial date leaves open: a birth year alone is "before" June of that year and "not equal" to a day of it, where FHIRPath says unknown (empty).
# Expected: empty for `@1961 < @1961-06` and for `@1961 = @1961-06-01`, as fhirpath.js 3.18.0 gives; an age threshold then stays open. Seen with @medplum/core 5.2.13: true and false.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit fhirpath@3.18.0 @medplum/core@5.2.13
cat > ask.mjs <<'JS'
globalThis.WebSocket ??= class {} // what @medplum/core wants of newer Node.js when it is loaded
const { evalFhirPath } = await import('@medplum/core')
const { default: fhirpath } = await import('fhirpath')
for (const expression of ['@1961 < @1961-06', '@1961 = @1961-06-01', '@1961 < @1962'])
  console.log(expression, 'fhirpath.js', JSON.stringify(fhirpath.evaluate({}, expression)), 'medplum', JSON.stringify(evalFhirPath(expression, {})))
JS
seen=$(node ask.mjs)
echo "$seen"
test "$seen" = '@1961 < @1961-06 fhirpath.js [] medplum [true]
@1961 = @1961-06-01 fhirpath.js [] medplum [false]
@1961 < @1962 fhirpath.js [true] medplum [true]'
