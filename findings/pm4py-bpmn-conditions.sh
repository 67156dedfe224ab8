#!/usr/bin/env bash
# pm4py reads a BPMN process without its conditions and its default flow and says nothing: written again, a gateway that sent an absent pulse to 999 sends anybody anywhere.
# Expected: the conditionExpression and `default` of the file in the file that is written, or a warning. Seen with pm4py 2.7.23.11; isExecutable turns false and the ids of process and flows change too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pm4py==2.7.23.11 2>/dev/null
cat > one.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:example">
  <process id="leg" isExecutable="true">
    <startEvent id="start"/>
    <exclusiveGateway id="pulse" default="there"/>
    <endEvent id="now" name="999"/>
    <endEvent id="today" name="Same day"/>
    <sequenceFlow id="in" sourceRef="start" targetRef="pulse"/>
    <sequenceFlow id="gone" sourceRef="pulse" targetRef="now">
      <conditionExpression xsi:type="tFormalExpression">pulse_absent</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="there" sourceRef="pulse" targetRef="today"/>
  </process>
</definitions>
XML
venv/bin/python - >/dev/null 2>warnings.txt <<'PY'
import pm4py
from pm4py.objects.bpmn.exporter import exporter

exporter.apply(pm4py.read_bpmn("one.bpmn"), "two.bpmn")
PY
seen=$(for file in one two; do echo "$file: $(grep -c conditionExpression $file.bpmn) condition, $(grep -c ' default=' $file.bpmn) default"; done
  echo "$(grep -ci 'condition\|default' warnings.txt) warnings of it")
echo "before and after:"
echo "$seen"
test "$seen" = "one: 1 condition, 1 default
two: 0 condition, 0 default
0 warnings of it"
