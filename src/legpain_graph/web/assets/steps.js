// The steps of the source, each with what it says in our words, and how far this patient has come.

const STEP_WORDS = { done: "done", open: "answers missing", ahead: "not reached yet", out: "not needed" };

/** How far a step has come: done, open, ahead or out. */
function stepState(walk, step) {
  const reached = step.nodes.filter(at => walk.reached.has(at));
  if (!reached.length) return step.nodes.some(at => walk.possible.has(at)) ? "ahead" : "out";
  const waiting = new Set([...walk.decides_urgency, ...walk.decides_plan].map(ask => ask.node));
  return reached.some(at => waiting.has(at)) ? "open" : "done";
}

function drawProgress(state, parent) {
  const { words, walk } = state, states = words.steps.map(step => stepState(walk, step));
  const stopped = walk.stopped, last = stopped ? states.lastIndexOf("done") : -1;
  const finished = states.filter(item => item === "done" || item === "out").length;
  const text = stopped ? `Stop at step ${words.steps[last]?.number ?? 1}` : `${finished} / ${words.steps.length}`;
  parent.replaceChildren(h("span", { class: "dots", "aria-hidden": "true" }, states.map(item => h("i", { class: stopped && item === "out" ? "ahead" : item }))),
    h("span", { text: stopped ? text : `Steps ${text}` }));
}

function drawSteps(state, parent, opened) {
  const { words, walk } = state;
  refill(parent, words.steps.map(step => {
    const is = stepState(walk, step);
    const details = h("details", { class: `step ${is}` },
      h("summary", { data: { key: `step:${step.number}` } }, h("span", { class: "number", text: String(step.number) }), h("span", { class: "name", text: step.title }), h("span", { class: "word", text: STEP_WORDS[is] })),
      statementList(words, step.statements));
    details.open = opened.has(step.number);
    details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](step.number));
    return details;
  }));
}
