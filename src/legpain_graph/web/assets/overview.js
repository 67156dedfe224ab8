// The source's chart on one screen, alive: what is on the patient's way, what waits for an answer, and the stage behind each box.

const MOST_NAMED = 4;

/** Where the walk stands at some nodes: on, possible or out; `ask`: something there waits for an answer. */
function standing(walk, nodes) {
  const waiting = new Set([...walk.decides_urgency, ...walk.decides_plan].map(ask => ask.node));
  const is = nodes.some(at => walk.reached.has(at)) ? "on" : nodes.some(at => walk.possible.has(at)) ? "possible" : "out";
  return { is, ask: nodes.some(at => waiting.has(at)) };
}

const STANDING_WORDS = { on: "on the way", possible: "possible", out: "ruled out" };
const standingWord = ({ is, ask }) => (ask ? "waits for an answer" : STANDING_WORDS[is]);

/** The rows of boxes. `toStage` and `toNode` go to a stage, and to a node in its stage. */
function overviewRows({ words, walk }, names, toStage, toNode) {
  const rows = new Map();
  for (const box of words.overview) rows.set(box.row, [...(rows.get(box.row) ?? []), overviewBox(words, walk, box, names, toStage, toNode)]);
  return [...rows.values()].map(boxes => h("div", { class: `ov-row ${boxes.some(box => box.classList.contains("on")) ? "on" : ""}` }, boxes));
}

function overviewBox(words, walk, box, names, toStage, toNode) {
  const standingOf = standing(walk, box.nodes), own = stage => words.nodes.flatMap((node, at) => (node.stage === words.stages[stage].id ? [at] : []));
  const met = box.shows && box.shows !== "start" ? box.nodes.filter(at => words.nodes[at].kind === box.shows && walk.reached.has(at)) : [];
  met.sort((one, other) => (words.nodes[other].urgency ?? 0) - (words.nodes[one].urgency ?? 0));
  const worst = box.shows === "stop" && met.length ? `u${words.nodes[met[0]].urgency}` : "";
  return h("section", { class: `ov kind-${box.kind || "none"} ${standingOf.is} ${standingOf.ask ? "ask" : ""} ${worst}` },
    h("h3", {}, h("span", { text: (box.step ? `${box.step} ` : "") + box.title }), h("span", { class: "word", text: standingWord(standingOf) })),
    box.stages.length || met.length ? h("div", { class: "ov-in" },
      box.stages.map(stage => {
        const there = standing(walk, own(stage));
        return button(names[stage].name, `stage:${stage}`, () => toStage(stage), { class: `ov-stage ${there.is} ${there.ask ? "ask" : ""}`, title: `${names[stage].title}: ${standingWord(there)}` });
      }),
      met.slice(0, MOST_NAMED).map(at => {
        const { title, urgency, id } = words.nodes[at];
        return button(title, `met:${id}`, () => toNode(at), { class: `ov-met ${urgency === null ? "" : `end u${urgency}`}` });
      }),
      met.length > MOST_NAMED ? h("span", { class: "more", text: `and ${met.length - MOST_NAMED} more` }) : null) : null);
}
