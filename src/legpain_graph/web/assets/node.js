// A node of the flowchart, looked at closely: what it is, why it is or is not on the path, where it leads, what it rests on.

const KINDS = { start: "Start", decision: "Decision", investigate: "Investigation", action: "Action", refer: "Referral", stop: "Stop" };

function nodeSheet(state, at) {
  const { words, walk, engine } = state, node = words.nodes[at];
  const status = walk.reached.has(at) ? "on" : walk.possible.has(at) ? "possible" : "out";
  const said = { on: "On the path", possible: "Still possible", out: "Ruled out" }[status];
  const part = (title, items, mark) => (items.length ? [h("h3", { text: title }), h("ul", { class: "todo" }, items.map(item => h("li", { class: mark }, h("span", { text: item.text }), citations(words, item.statements))))] : []);
  const ranked = way => (walk.status.edges[way] === SURE ? 0 : walk.status.edges[way] === OPEN ? 1 : 2);
  const wayItem = way => {
    const edge = words.edges[way], truth = walk.status.edges[way];
    const word = !walk.reached.has(at) && !walk.possible.has(at) ? "not walked" : truth === SURE ? "holds" : truth === OPEN ? "open" : "does not hold";
    return h("li", { class: word.replaceAll(" ", "-") }, h("span", { class: "chip", text: edge.label || "always" }), h("span", { class: "help", text: edge.english }),
      h("span", {}, "→ ", button(words.nodes[edge.target].title, `to:${edge.id}`, () => nodeSheet(state, edge.target), { class: "title" })), h("span", { class: "word", text: word }), citations(words, edge.statements));
  };
  const sorted = [...node.edges].sort((one, other) => ranked(one) - ranked(other));
  const near = sorted.filter(way => ranked(way) < 2), far = sorted.filter(way => ranked(way) === 2);
  openSheet(node.title,
    h("p", { class: "tags" }, h("span", { class: `kind kind-${node.kind}`, text: KINDS[node.kind] }), node.urgency !== null ? urgencyMark(words, node.urgency) : null, h("span", { class: `status ${status}`, text: said })),
    node.text ? h("p", { text: node.text }) : null,
    status === "on" ? null : h("p", { class: "whynot", text: whyNotWords(engine, walk, at) }),
    node.destination ? h("p", { class: "where" }, h("b", { text: node.destination }), node.timeframe ? ` · ${node.timeframe}` : "") : null,
    part("Do", node.do, "do"), part("Do not", node.do_not, "dont"), part("Tell the patient", node.tell, "do"),
    near.length ? [h("h3", { text: "Where it leads" }), h("ul", { class: "ways" }, near.map(wayItem))] : null,
    far.length ? h("details", { class: "others" }, h("summary", { text: `${count(far.length, "way")} that do${far.length === 1 ? "es" : ""} not hold` }), h("ul", { class: "ways" }, far.map(wayItem))) : null,
    node.statements.length ? [h("h3", { text: "What it rests on" }), statementList(words, node.statements)] : null);
}
