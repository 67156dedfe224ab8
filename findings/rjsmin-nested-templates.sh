#!/bin/sh
# rjsmin takes blanks out of the text of a template literal that stands inside another one: what the script prints is changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rjsmin==1.3.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import rjsmin

print("rjsmin", rjsmin.__version__)
script = "const said = hint => `refused${hint ? `: do you mean ${hint}? it is` : ``}.`;"
small = rjsmin.jsmin(script)
text = "`: do you mean ${hint}? it is`"
print("valid input: ", script)
print("expected:     the blanks of", text, "as they are: they are text")
print("seen:        ", small)
assert "`:do you mean ${hint}?it is`" in small, "the text is kept now: templates may stand inside templates"
print("blanks of the text are gone")
PYTHON
