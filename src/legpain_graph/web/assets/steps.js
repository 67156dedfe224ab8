// The source, section by section under its own sub-headings, in our words; what the reader has ticked, and how far this patient has come.

const STEP_WORDS = { done: "done", open: "answers missing", ahead: "not reached yet", out: "not needed" };

/** How far the walk has come with a step: done, open, ahead or out. */
function stepState(walk, step) {
  const { is, ask } = standing(walk, step.nodes);
  return is === "on" ? (ask ? "open" : "done") : is === "possible" ? "ahead" : "out";
}

/** What the reader has ticked, and apart from it what the walk of this patient needs. */
function drawProgress({ words, walk }, parent, ticked) {
  const states = words.steps.map(step => stepState(walk, step)), number = state => states.filter(item => item === state).length;
  const said = Object.entries(STEP_WORDS).filter(([state]) => number(state)).map(([state, word]) => `${number(state)} ${word}`).join(", ");
  parent.replaceChildren(
    h("p", { class: "ticks" }, h("b", { text: `Progress ${ticked.size} / ${words.steps.length}` }), h("span", { class: "dots", "aria-hidden": "true" }, words.steps.map(({ number }) => h("i", { class: ticked.has(number) ? "done" : "" })))),
    h("p", { class: "help", text: `The walk of this patient, step by step: ${said}.` }));
}

function drawSteps({ words, walk }, parent, opened, ticked, changed) {
  refill(parent, words.steps.map(step => {
    const { number, title, statements } = step, is = stepState(walk, step);
    const details = h("details", {},
      h("summary", { data: { key: `step:${number}` } }, h("span", { class: "number", text: String(number) }), h("span", { class: "name" }, title, h("span", { class: "word", text: `this patient: ${STEP_WORDS[is]}` }))),
      readable(words, statements));
    details.open = opened.has(number);
    details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](number));
    const tick = h("input", { type: "checkbox", data: { key: `tick:${number}` }, "aria-label": `Read: ${number} ${title}` });
    tick.checked = ticked.has(number);
    tick.addEventListener("change", () => { ticked[tick.checked ? "add" : "delete"](number); changed(); });
    return h("section", { class: `step ${is}` }, details, h("label", { class: "tick" }, tick, "read"));
  }));
}

/** Statements as text under their sub-headings, each with its number small behind it. */
function readable(words, statements) {
  const parts = [];
  for (const id of statements.filter(name => name in words.statements && !/^S\d+\.0$/.test(name))) {
    const { text, heading, guideline, decision } = words.statements[id];
    if (heading || !parts.length) parts.push(heading ? h("h3", { text: heading }) : "", h("p", {}));
    parts.at(-1).append(text, h("span", { class: "id", text: ` ${id}` }), guideline ? h("span", { class: "guideline", text: guideline, title: words.guidelines[guideline] ?? guideline }) : "",
      decision ? h("span", { class: "added", text: `decision: ${decision}` }) : "", " ");
  }
  return h("div", { class: "reading" }, parts);
}
