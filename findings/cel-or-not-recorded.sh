#!/usr/bin/env bash
# CEL: an "or" of a sure alarm and one that was not recorded is true in cel-python and @marcbachmann/cel-js, whichever stands first, as the language says; cel-js raises, so that the sure alarm is lost.
# Expected: `abpi < 0.5 || absent_pulse` is true of a patient whose pulse is absent, whether or not the ABPI was measured. Seen with cel-js 0.8.2: an error for an ABPI that is absent or null, also where the sure alarm stands first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cel-python==0.5.0 2>/dev/null
npm install --silent --no-fund --no-audit cel-js@0.8.2 @marcbachmann/cel-js@8.0.0
cat > ask.py <<'PY'
import celpy

for patient in ({"absent_pulse": True}, {"absent_pulse": True, "abpi": None}):
    for guard in ("p.abpi < 0.5 || p.absent_pulse", "p.absent_pulse || p.abpi < 0.5"):
        environment = celpy.Environment()
        found = environment.program(environment.compile(guard)).evaluate({"p": celpy.json_to_cel(patient)})
        print("cel-python", "null" if "abpi" in patient else "absent", guard, str(bool(found)).lower())
PY
cat > ask.mjs <<'JS'
import { evaluate } from '@marcbachmann/cel-js'
import * as other from 'cel-js'
for (const [name, ask] of [['@marcbachmann/cel-js', evaluate], ['cel-js', other.evaluate]])
  for (const patient of [{ absent_pulse: true }, { absent_pulse: true, abpi: null }])
    for (const guard of ['p.abpi < 0.5 || p.absent_pulse', 'p.absent_pulse || p.abpi < 0.5']) {
      let found
      try { found = ask(guard, { p: patient }) } catch { found = 'error' }
      console.log(name, 'abpi' in patient ? 'null' : 'absent', guard, found)
    }
JS
seen=$(venv/bin/python ask.py; node ask.mjs)
echo "absent pulse: yes; ABPI not recorded"
echo "$seen"
test "$(grep -c '^cel-python.* true$' <<< "$seen") $(grep -c '^@marc.* true$' <<< "$seen")" = "4 4"
test "$(grep -c '^cel-js.* error$' <<< "$seen")" = 4
