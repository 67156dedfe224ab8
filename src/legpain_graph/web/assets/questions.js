// The questions: what still matters, the most urgent first; or all of them, in clinical order; or those that a word is in.

/** Open questions of a group for which its sentence stands; fewer are asked in their own words. */
const FEWEST = 3;
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
    this.problems = new Map();
    this.title = titleMaker(this.words);
    this.groupAt = new Map();
    for (const group of this.words.groups) for (const at of group.members) this.groupAt.set(at, group);
  }

  draw() {
    const asked = this.saving([...this.state.walk.decides_urgency, ...this.state.walk.decides_plan]);
    this.asked = new Map(asked.map(ask => [ask.finding, ask]));
    const cards = this.search ? this.found() : this.all ? this.inOrder() : this.waiting(asked);
    guard.while(this.parent, () => refill(this.parent, cards, this.search ? null : this.recorded()));
  }

  /** What may save a question stands in its place, where that is not known: sex for a pregnancy. As in walk/interview.py. */
  saving(asks) {
    const { walk, unknown } = this.state, seen = new Set();
    const first = at => this.words.findings[at].before.find(other => walk.facts.known[other] === undefined && !unknown.has(other));
    return asks.map(ask => (first(ask.finding) === undefined ? ask : { ...ask, finding: first(ask.finding), saves: ask }))
      .filter(({ finding }) => !seen.has(finding) && seen.add(finding));
  }

  /** What matters now. What is said not to be known comes last, or stays in its group where that is opened. */
  waiting(asked) {
    if (this.state.walk.floor === EMERGENCY) return [this.nothingLeft()];
    const { walk, unknown } = this.state, later = [], cards = [], done = new Set();
    const urgent = new Set(this.saving(walk.decides_urgency).map(ask => ask.finding));
    const open = new Map();
    for (const { finding } of asked) {
      const group = this.groupAt.get(finding);
      if (group && !unknown.has(finding)) open.set(group, (open.get(group) ?? 0) + 1);
    }
    let headed = false;
    for (const ask of asked) {
      if (unknown.has(ask.finding)) { later.push(ask); continue; }
      const of = this.groupAt.get(ask.finding), group = of && (open.get(of) >= FEWEST || this.opened.has(of.name)) ? of : null;
      if (group && done.has(group.name)) continue;
      if (!urgent.has(ask.finding) && !headed) {
        headed = true;
        cards.push(h("h3", { class: "divider", text: "For the plan" }));
      }
      if (group) done.add(group.name);
      cards.push(group ? this.groupCard(group, ask) : this.findingCard(ask.finding, ask));
    }
    const last = later.filter(({ finding }) => !(at => this.opened.has(at) && done.has(at))(this.groupAt.get(finding)?.name));
    if (last.length) cards.push(h("h3", { class: "divider", text: "Not known yet" }), last.map(ask => this.findingCard(ask.finding, ask)));
    if (!asked.length) cards.push(this.nothingLeft());
    else if (urgent.size && cards.length) cards.unshift(h("h3", { class: "divider", text: "These decide how soon" }));
    return cards;
  }

  nothingLeft() {
    const stop = this.state.walk.floor === EMERGENCY;
    return h("div", { class: "card done", tabindex: "-1", data: { card: "none", place: "none" } },
      h("h3", { text: stop ? "Nothing more to ask first" : "Nothing more to ask" }),
      h("p", { text: stop ? "Act on the outcome. Do not delay it for further questions." : "Every answer that the outcome and the plan need is there." }));
  }

  inOrder() {
    return this.words.order.flatMap(entry => entry.group !== null
      ? [this.groupCard(this.words.groups[entry.group], null)]
      : [h("h3", { class: "divider", text: this.title(entry.section || "other") }), ...entry.findings.map(at => this.findingCard(at, null))])
      .concat(this.words.scores.length ? [h("h3", { class: "divider", text: "Scores worked out elsewhere" }), ...this.words.scores.map(score => this.scoreCard(score))] : []);
  }

  /** What the words fit, the best first. A question of a group that is opened stands there only, and the group in its place. */
  found() {
    const { groups, scores } = this.words, cards = new Map();
    for (const { name, kind, at } of this.index.find(this.search)) {
      const group = kind === "group" ? groups[at] : kind === "finding" && this.opened.has(this.groupAt.get(at)?.name) ? this.groupAt.get(at) : null;
      if (!cards.has(group ?? name)) {
        cards.set(group ?? name, () => (group ? this.groupCard(group, null) : kind === "score" ? this.scoreCard(scores[at]) : this.findingCard(at, null)));
      }
    }
    if (!cards.size) return [h("p", { class: "empty", text: `Nothing is called "${this.search}".` })];
    const more = cards.size > MOST_HITS ? h("p", { class: "empty", text: `and ${cards.size - MOST_HITS} more` }) : null;
    return [...[...cards.values()].slice(0, MOST_HITS).map(card => card()), more];
  }

  groupCard(group, ask) {
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
    return h("article", { class: `card group${this.edge(ask)}`, tabindex: "-1", "aria-labelledby": `h-${group.name}`, data: { card: key, place: key } },
      h("div", { class: "card-head" }, h("h4", { id: `h-${group.name}`, text: this.title(group.name) }), this.mark(ask)),
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
    return ask && ask.urgency > walk.floor && walk.decides_urgency.includes(ask.saves ?? ask);
  }

  findingCard(at, ask) {
    const { words } = this, label = ask?.leads_to.length ? words.edges[ask.leads_to[0]].label : "";
    return h("article", { class: `card${this.edge(ask)}`, data: { card: `f:${words.findings[at].name}` } },
      ask ? h("div", { class: "card-head aside" }, h("span", { class: "leads", text: label }), this.mark(ask)) : null,
      this.row(at));
  }

  /** One question with its answers. */
  row(at) {
    const finding = this.words.findings[at], { state } = this, value = state.walk.facts.known[at], name = finding.name;
    const how = state.walk.facts.how[at], own = state.raw(at) !== undefined, label = `q-${name}`;
    const answer = (text, place, raw) => answerButton(text, `a:${name}:${place}`, () => state.record(at, own && value === place ? undefined : raw), {
      class: "answer", "aria-pressed": String(value === place),
    });
    const answers = finding.type === "number" ? [this.figure(at, finding, value)]
      : finding.type === "boolean" ? [answer("Yes", 1, true), answer("No", 0, false)]
      : finding.values.map((word, place) => answer(valueWords(finding, place), place, word));
    if (finding.optional) answers.push(answer("Not done", NOT_DONE, "not_done"));
    answers.push(answerButton("Don't know", `a:${name}:unknown`, () => state.doNotKnow(at), { class: "answer faint", "aria-pressed": String(state.unknown.has(at)) }));
    const from = value !== undefined && !own ? h("span", { class: "from", text: `${valueWords(finding, value)}: ${this.source(how)}` }) : null;
    return h("div", { class: `row${this.asked.has(at) ? " asked" : ""}`, role: "group", tabindex: "-1", "aria-labelledby": label, data: { place: name } },
      h("p", { class: "question", id: label, text: finding.question || `${finding.label}?` }),
      finding.definition ? h("p", { class: "help", text: finding.definition }) : null,
      h("div", { class: "answers" }, answers), from,
      this.problem(name));
  }

  source(how) {
    const group = this.words.groups.find(item => item.name === how);
    return group ? `closed with ${this.title(group.name)}` : "true by definition";
  }

  figure(at, finding, value) {
    const unit = finding.unit === "ratio" ? "" : finding.unit, recorded = value === undefined || value === NOT_DONE ? "" : decimal(value);
    const commit = text => {
      const read = text === "" ? {} : this.state.engine.expander.typed(finding, text);
      if (read.message) return read.message.replace(finding.name, finding.label);
      this.state.record(at, read.raw);
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
