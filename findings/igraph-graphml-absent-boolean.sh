#!/usr/bin/env bash
# igraph reads a Boolean that a GraphML node does not have as false, and writes it back as false: "not recorded" becomes "no" on the way through. (An absent number becomes NaN, an absent text "".)
# Expected: None, or the attribute left out, as networkx does with the same file. Seen with python-igraph 1.0.0 and networkx 3.6.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check igraph==1.0.0 networkx==3.6.1 2>/dev/null
seen=$(venv/bin/python - <<'PY'
import igraph
import networkx

graph = networkx.DiGraph()
graph.add_node("a", reviewed=True)
graph.add_node("b")
networkx.write_graphml(graph, "one.graphml")
print("networkx", networkx.read_graphml("one.graphml").nodes["b"])
read = igraph.Graph.Read_GraphML("one.graphml")
print("igraph", read.vs[1]["reviewed"])
read.write_graphml("two.graphml")
print("after igraph", networkx.read_graphml("two.graphml").nodes["n1"]["reviewed"])
PY
)
echo "node b, of which nobody said whether it was reviewed:"
echo "$seen"
test "$seen" = "networkx {}
igraph False
after igraph False"
