#!/usr/bin/env bash
# SurveyJS: one number that nobody answered is under no threshold, and a sum of numbers that nobody answered is under every one; of two that nobody answered one is "at most" and "equal to" the other, and not "less".
# Expected: what is not answered is under nothing, alone or in a sum. Seen with survey-core: "{eye} + {verbal} + {motor} < 9" is true of a form nobody has filled in, "{gcs} < 9" is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit survey-core@3.1.1
cat > ask.cjs <<'JS'
const { SurveyModel } = require('survey-core')
const numbers = ['gcs', 'eye', 'verbal', 'motor', 'abpi_left', 'abpi_right']
const guards = ['{gcs} < 9', '{eye} + {verbal} + {motor} < 9', '{abpi_left} < {abpi_right}', '{abpi_left} <= {abpi_right}', '{abpi_left} = {abpi_right}']
const form = new SurveyModel({ elements: [
  ...numbers.map(name => ({ type: 'text', inputType: 'number', name })),
  ...guards.map((visibleIf, at) => ({ type: 'html', name: 'g' + at, html: 'alarm', visibleIf })),
] })
guards.forEach((guard, at) => console.log(guard + ':', form.getQuestionByName('g' + at).isVisible))
JS
seen=$(node ask.cjs)
echo "survey-core 3.1.1, nothing answered; the alarm is shown where"
echo "$seen"
test "$seen" = "{gcs} < 9: false
{eye} + {verbal} + {motor} < 9: true
{abpi_left} < {abpi_right}: false
{abpi_left} <= {abpi_right}: true
{abpi_left} = {abpi_right}: true"
