// The questions: the screen that is asked now; or all of them, in clinical order; or those that a word is in.

/** What a search shows at once. */
const MOST_HITS = 30;

class Questions {
  constructor(state, parent) {
    this.state = state;
    this.words = state.words;
    this.parent = parent;
    this.all = false;
    this.search = "";
    this.index = new Search(state.words);
    this.opened = new Set();
    this.explained = new Set();
    this.refused = "";
    this.problems = new Map();
    this.title = titleMaker(this.words);
    this.groupAt = new Map();
    for (const group of this.words.groups) for (const at of group.members) this.groupAt.set(at, group);
  }

  draw() {
    const { state } = this, { screen } = state, moved = screen !== this.drawn;
    if (moved) this.refused = "";
    const cards = this.search ? this.found() : this.all ? this.inOrder() : screenCards(this);
    guard.while(this.parent, () => {
      refill(this.parent, cards, this.search ? null : this.recorded());
      if (moved && this.drawn !== undefined) this.toTop();
    });
    this.drawn = screen;
  }

  /** Another screen begins at its top, wherever the last one ended. */
  toTop() {
    const pane = this.parent.closest(".pane");
    pane.scrollTop = 0;
    if (!pane.hidden) window.scrollTo(0, 0);
  }

  isNotKnown(at) {
    const { interview, notKnown, opened, walk } = this.state;
    return interview.isNotKnown(at, { walk, notKnown, opened });
  }

  inOrder() {
    return this.words.order.flatMap(entry => entry.group !== null
      ? [this.groupCard(this.words.groups[entry.group])]
      : [h("h3", { class: "divider", text: this.title(entry.section || "other") }), ...entry.findings.map(at => this.findingCard(at, null))])
      .concat(this.words.scores.length ? [h("h3", { class: "divider", text: "Scores worked out elsewhere" }), ...this.words.scores.map(score => this.scoreCard(score))] : []);
  }

  /** What the words fit, the best first. A question of a group that is opened stands there only, and the group in its place. */
  found() {
    const { groups, scores } = this.words, cards = new Map();
    for (const { name, kind, at } of this.index.find(this.search)) {
      const group = kind === "group" ? groups[at] : kind === "finding" && this.opened.has(this.groupAt.get(at)?.name) ? this.groupAt.get(at) : null;
      if (!cards.has(group ?? name)) {
        cards.set(group ?? name, () => (group ? this.groupCard(group) : kind === "score" ? this.scoreCard(scores[at]) : this.findingCard(at, null)));
      }
    }
    if (!cards.size) return [h("p", { class: "empty", text: `Nothing is called "${this.search}".` })];
    const more = cards.size > MOST_HITS ? h("p", { class: "empty", text: `and ${cards.size - MOST_HITS} more` }) : null;
    return [...[...cards.values()].slice(0, MOST_HITS).map(card => card()), more];
  }

  groupCard(group) {
    const { state, words } = this, closed = state.closedBy(group), key = `g:${group.name}`;
    const open = this.opened.has(group.name), { facts } = state.walk;
    const unasked = group.members.filter(at => facts.known[at] === undefined);
    const toggle = () => { this.opened[open ? "delete" : "add"](group.name); this.draw(); };
    const sentence = closureWords(words, facts, this.closure(group, closed ?? group.closed_by[0]));
    const closers = group.closed_by.map(how => {
      const text = how === "normal" ? (this.isPart(group, how) ? "True of the rest" : "All of this is true")
        : this.isPart(group, how) ? "The rest was not done" : "Not done";
      return answerButton(text, `${key}:${how}`, () => state.close(group.name, how), {
        class: how === "normal" ? "close" : "close second", "aria-pressed": String(closed === how), "aria-label": `${this.title(group.name)}: ${text.toLowerCase()}`,
      });
    });
    return h("article", { class: "card group", tabindex: "-1", "aria-labelledby": `h-${group.name}`, data: { card: key, place: key } },
      h("div", { class: "card-head" }, h("h4", { id: `h-${group.name}`, text: this.title(group.name) })),
      h("p", { class: "sentence", text: sentence }),
      h("div", { class: "actions" }, closers,
        button(open ? "Hide the questions" : `One by one (${unasked.length} open)`, `${key}:open`, toggle, { class: "link", "aria-expanded": String(open) })),
      open ? h("div", { class: "members" }, group.members.map(at => this.row(at))) : null);
  }

  /** A group as it is closed so, or as it would be. */
  closure(group, how) {
    const { facts } = this.state.walk;
    return facts.closed.find(item => item.group === group && item.how === how) ?? wouldClose(this.words, facts, group, how);
  }

  /** Whether something else speaks against closing the whole group so. */
  isPart(group, how) {
    const { facts } = this.state.walk;
    return knownOtherwise(this.words, facts, group, how).some(at => facts.how[at] !== group.name);
  }

  /** How urgent an answer could make it; of what only the plan waits for nothing is said. */
  mark(ask) {
    return this.raises(ask) ? urgencyMark(this.words, ask.urgency, "could be ") : null;
  }

  edge(ask) {
    return this.raises(ask) ? ` edge-u${ask.urgency}` : "";
  }

  raises(ask) {
    const { walk } = this.state;
    return ask && ask.urgency > walk.floor && walk.decides_urgency.includes(ask);
  }

  findingCard(at, ask) {
    const { words } = this, label = ask?.leads_to.length ? words.edges[ask.leads_to[0]].label : "";
    return h("article", { class: `card${this.edge(ask)}`, data: { card: `f:${words.findings[at].name}` } },
      ask ? h("div", { class: "card-head aside" }, h("span", { class: "leads", text: label }), this.mark(ask)) : null,
      this.row(at));
  }

  /** One question with its answers. */
  row(at) {
    const finding = this.words.findings[at], { name } = finding;
    return h("div", { class: "row", role: "group", tabindex: "-1", "aria-labelledby": `q-${name}`, data: { place: name } },
      h("p", { class: "question", id: `q-${name}`, text: finding.question || `${finding.label}?` }),
      finding.definition ? h("p", { class: "help", text: finding.definition }) : null,
      h("div", { class: "answers" }, this.answers(at, {}), this.unsure(name, "Don't know", {})), this.fromElsewhere(at),
      this.problem(name));
  }

  /** One line of a screen. What "none of the others" says of it needs no button of its own. */
  line(line, { complaint = false } = {}) {
    const { words, state } = this, { name } = line, at = state.engine.expander.at.get(name), keep = { keep: true };
    const answers = at === undefined
      ? [answerButton("Yes, there is one", `a:${name}:1`, () => state.expect(name, state.saidOf(line) !== true), { class: "answer", "aria-pressed": String(state.saidOf(line) === true) })]
      : this.answers(at, keep, line.values.filter(place => place !== line.others), line.not_done && line.others !== NOT_DONE);
    const said = state.saidOf(line) !== undefined, edge = line.decides && line.could_be > state.walk.floor ? ` edge-u${line.could_be}` : "";
    return h("div", { class: `line${said ? " said" : ""}${edge}`, role: "group", tabindex: "-1", "aria-labelledby": `q-${name}`, data: { card: `l:${name}`, place: name } },
      h("div", { class: "asked" }, h("p", { class: "question", id: `q-${name}`, text: line.question }), this.explanation(at === undefined ? null : words.findings[at])),
      h("div", { class: "answers" }, answers, complaint ? null : this.unsure(name, "Unsure", keep)),
      at === undefined ? null : this.fromElsewhere(at), this.problem(name));
  }

  /** What is meant, where it is asked for. */
  explanation(finding) {
    if (!finding?.definition) return null;
    const details = h("details", { class: "what" }, h("summary", { "aria-label": `What counts: ${finding.label}`, text: "?", data: { key: `what:${finding.name}` } }), h("p", { class: "help", text: finding.definition }));
    details.open = this.explained.has(finding.name);
    details.addEventListener("toggle", () => {
      this.explained[details.open ? "add" : "delete"](finding.name);
      guard.placed(this.parent.querySelectorAll("[data-card]"));
    });
    return details;
  }

  /** A button for each value at `places`, or a field for a number. */
  answers(at, options, places = null, notDone = true) {
    const finding = this.words.findings[at], { state } = this, { name } = finding, own = state.raw(at) !== undefined, value = state.walk.facts.known[at];
    const answer = (text, place, raw) => answerButton(text, `a:${name}:${place}`, () => state.record(at, own && value === place ? undefined : raw, options), {
      class: "answer", "aria-pressed": String(value === place),
    });
    const offered = place => !places || places.includes(place) || value === place;
    const found = finding.type === "number" ? [this.figure(at, finding, value, options)]
      : finding.type === "boolean" ? [[1, "Yes"], [0, "No"]].filter(([place]) => offered(place)).map(([place, text]) => answer(text, place, Boolean(place)))
      : finding.values.map((word, place) => (offered(place) ? answer(valueWords(finding, place), place, word) : null));
    if (finding.optional && (notDone || value === NOT_DONE)) found.push(answer("Not done", NOT_DONE, "not_done"));
    return found;
  }

  unsure(name, text, options) {
    return answerButton(text, `a:${name}:unknown`, () => this.state.doNotKnow(name, options), { class: "answer faint", "aria-pressed": String(this.state.notKnown.has(name)) });
  }

  /** What is known without having been said of this very finding. */
  fromElsewhere(at) {
    const { facts } = this.state.walk, value = facts.known[at];
    if (value === undefined || this.state.raw(at) !== undefined) return null;
    return h("span", { class: "from", text: `${valueWords(this.words.findings[at], value)}: ${this.source(facts.how[at])}` });
  }

  source(how) {
    const group = this.words.groups.find(item => item.name === how);
    return group ? `closed with ${this.title(group.name)}` : "true by definition";
  }

  figure(at, finding, value, options) {
    const unit = finding.unit === "ratio" ? "" : finding.unit, recorded = value === undefined || value === NOT_DONE ? "" : decimal(value);
    const commit = text => {
      const read = text === "" ? {} : this.state.engine.expander.typed(finding, text);
      if (read.message) return read.message.replace(finding.name, finding.label);
      this.state.record(at, read.raw, options);
      return "";
    };
    return h("span", { class: "figure" },
      this.field(finding.name, `${finding.label}, ${unit || "ratio"}, ${finding.low} to ${finding.high}`, recorded, commit, finding.integer ? "numeric" : "decimal"),
      h("span", { class: "unit", text: `${unit} (${finding.low} to ${finding.high})`.trim() }));
  }

  /** A score that may be recorded instead of its items. */
  scoreCard(score) {
    const { state } = this, { name } = score, points = state.case.findings.get(name), label = `q-${name}`;
    const commit = text => {
      const read = text === "" ? {} : state.engine.expander.typedScore(score, text);
      if (read.message) return read.message.replace(name, score.label);
      state.change(next => (text === "" ? next.findings.delete(name) : next.findings.set(name, read.raw)));
      return "";
    };
    return h("article", { class: "card", data: { card: `s:${name}` } }, h("div", { class: "row", role: "group", tabindex: "-1", "aria-labelledby": label, data: { place: name } },
      h("p", { class: "question", id: label, text: score.label }), score.definition ? h("p", { class: "help", text: score.definition }) : null,
      h("div", { class: "answers" }, this.field(name, `${score.label}, points`, points?.plain() ?? "", commit, "numeric"), h("span", { class: "unit", text: "points" })),
      this.problem(name)));
  }

  problem(name) {
    return this.problems.has(name) ? h("p", { class: "problem", id: `p-${name}`, role: "alert", text: this.problems.get(name) }) : null;
  }

  /** A field for a number. What is typed counts with Enter, or once the field is left; what is no number stays there to be put right. */
  field(name, label, recorded, commit, inputmode) {
    const problem = this.problems.has(name);
    const field = h("input", {
      type: "text", class: "number-field", inputmode, autocomplete: "off", "aria-label": label, value: recorded, data: { key: `n:${name}` },
      "aria-invalid": problem ? "true" : null, "aria-describedby": problem ? `p-${name}` : null,
    });
    let last = recorded;
    const take = () => {
      const text = stripped(field.value);
      if (text === last) return;
      last = text;
      const message = text === recorded ? "" : commit(text);
      if (message) this.problems.set(name, message);
      else this.problems.delete(name);
      if (message || problem) this.draw();
      const now = this.parent.querySelector(`[data-key="n:${name}"]`);
      if (message && now && now !== field) now.value = field.value;
    };
    // What is being composed for another script cannot be held back: it is taken out again.
    let kept = null;
    field.addEventListener("beforeinput", event => {
      if (guard.stood(field, event.timeStamp)) return;
      event.preventDefault();
      if (!event.cancelable) kept ??= field.value;
    });
    field.addEventListener("input", () => {
      if (kept !== null) field.value = kept;
      kept = null;
    });
    field.addEventListener("change", () => typed.later(take));
    field.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.isComposing || event.repeat) return;
      event.preventDefault();
      answering(field, take);
      if (this.problems.has(name)) this.parent.querySelector(`[data-key="n:${name}"]`)?.focus();
    });
    return field;
  }

  /** Everything that was entered, to be looked at again and taken back. */
  recorded() {
    const { state, words } = this, entries = [];
    for (const how of ["normal", "not_done"]) {
      for (const name of state.case[how]) {
        const part = (state.engine.expander.leaves.get(name) ?? []).some(group => this.isPart(group, how));
        const text = how === "normal" ? `closed: ${part ? "the rest" : "all of it"} true` : part ? "the rest not done" : "not done";
        entries.push([this.title(name), text, () => state.change(next => { next[how] = next[how].filter(item => item !== name); }), name]);
      }
    }
    for (const [name, raw] of state.case.findings) {
      const at = state.engine.expander.at.get(name), finding = at === undefined ? null : words.findings[at];
      const value = finding ? valueWords(finding, state.engine.expander.value(finding, raw).value) : shown(raw);
      entries.push([finding?.label ?? name, value, () => (finding ? state.record(at, undefined) : state.change(next => next.findings.delete(name))), name]);
    }
    if (!entries.length) return null;
    const list = entries.map(([label, value, remove, name]) => h("li", {},
      h("span", { class: "what", text: label }), h("span", { class: "value", text: value }),
      answerButton("Remove", `r:${name}`, remove, { class: "link", "aria-label": `Remove ${label}` })));
    const details = h("details", { class: "recorded", tabindex: "-1", data: { card: "recorded", place: "recorded" } }, h("summary", { text: `Recorded (${entries.length})`, data: { key: "recorded" } }), h("ul", {}, list));
    details.open = this.recordedOpen ?? false;
    details.addEventListener("toggle", () => {
      this.recordedOpen = details.open;
      guard.placed([details]);
    });
    return details;
  }
}
