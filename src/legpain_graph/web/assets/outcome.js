// The outcome: always in sight in one line and on a scale, and in full in its tab. What is open never reads as reassurance.

/** The titles of some ends, of many the first two. */
const fewTitles = titles => titles.slice(0, 2).join("; ") + (titles.length > 2 ? ` and ${titles.length - 2} more` : "");

/** The line that is always in sight. */
function drawVerdict(state, parent) {
  const { walk, words, fault } = state, settled = walk.settled && (!fault || walk.stopped);
  const titles = settled || walk.outcomes.length ? endTitles(words, walk, fewTitles) : "";
  const most = words.urgencies[walk.ceiling].words, level = words.urgencies[walk.floor], least = level.words;
  const could = isOrdered(words) ? "" : fewTitles(openTitles(words, walk));
  const big = !isOrdered(words) ? (fault && !settled ? "Not settled" : settled ? titles : `Could still be ${could}`) : fault && !settled ? `At least ${least}, at most ${most}` : settled ? (level.nothing_urgent && isClear(walk) ? `${upper(least)}: ${level.nothing_urgent}` : upper(least)) : `Could still be ${words.urgencies[walk.ceiling].stops_questions ? words.urgencies[walk.ceiling].could_be : most}`;
  const missing = walk.decides_urgency.length, plan = walk.decides_plan.length;
  const decide = `${count(missing, "answer")} missing that decide${missing === 1 ? "s" : ""}`;
  const rest = fault && !settled ? ["Correct the entries that contradict each other; this is the case without them"] : settled
    ? [isOrdered(words) ? titles : "", plan && !walk.stopped ? `${count(plan, "answer")} missing for the plan` : ""]
    : isOrdered(words) ? [`At least ${least}${titles && ": "}${titles}`, `${decide} how soon`] : [titles && `Sure: ${titles}`, decide];
  parent.className = `verdict ${settled && (isClear(walk) || walk.stopped) ? "settled" : "open"} u${settled ? walk.floor : walk.ceiling}`;
  parent.replaceChildren(
    h("div", { class: "say" },
      h("p", { class: "state", text: fault ? "Contradiction: correct the entries" : stateOf(words, walk) }),
      h("p", { class: "big", text: big }),
      h("p", { class: "rest", text: rest.filter(Boolean).map(text => `${text}.`).join(" ") })),
    isOrdered(words) ? scale(words, walk, settled) : "");
}

/** What to do, where there is no room for all of it: in an emergency every line, else how soon, where, and what first. */
function drawNow(state, parent, showAll) {
  const { walk, words, fault } = state, now = walk.settled ? null : ifNotKnown(words, walk);
  const nodes = walk.settled ? toldOutcomes(words, walk).map(at => words.nodes[at]) : [];
  const all = nodes.flatMap(node => [[node.destination, node.timeframe].filter(Boolean).join("; ") || node.title, ...about(walk, node.do).map(item => item.text),
    ...about(walk, node.do_not).map(item => `Do not: ${lower(item.text)}`)]);
  const lines = walk.stopped ? all : all.slice(0, 2);
  parent.replaceChildren(
    h("p", {}, h("b", { text: "Do: " }), fault && !walk.settled ? "correct the entries" : now ? `${now.words}, until it is known` : lines.shift() ?? "go on with the path", " ",
      button("All of it", "now", showAll, { class: "link" })),
    lines.length ? h("ul", { class: "plain" }, lines.map(text => h("li", { text }))) : "");
}

const upper = text => text.slice(0, 1).toUpperCase() + text.slice(1);

/** From the least urgent to the most: what is sure, and what is still possible. */
function scale(words, walk, settled) {
  const steps = words.urgencies.map((_, at) => {
    const inside = at >= walk.floor && at <= walk.ceiling;
    const mark = at === walk.floor && at === walk.ceiling && settled ? (isClear(walk) ? "settled" : "how soon") : at === walk.floor ? "at least" : at === walk.ceiling ? "at most" : "";
    return h("span", { class: `grade u${at}${inside ? " inside" : ""}${mark ? " end" : ""}` }, h("span", { class: "mark", text: mark }), h("span", { class: "bar" }), h("span", { class: "name", text: words.urgencies[at].drawn }));
  });
  const said = settled ? `${isClear(walk) ? "Settled" : "How soon"}: ${words.urgencies[walk.floor].words}` : `At least ${words.urgencies[walk.floor].words}, at most ${words.urgencies[walk.ceiling].words}`;
  return h("div", { class: "scale", role: "img", "aria-label": said }, steps);
}

class Outcome {
  constructor(state, parent, showNode) {
    Object.assign(this, { state, parent, showNode, words: state.words });
    this.title = titleMaker(this.words);
  }

  draw() {
    const { state, words } = this, { walk } = state, told = toldOutcomes(words, walk);
    const others = walk.outcomes.filter(at => !told.includes(at));
    refill(this.parent,
      state.fault ? this.faults(state.fault) : null,
      walk.warnings.length ? this.box("Check the entry", walk.warnings.map(rule => h("p", { text: rule.message })), "warn") : null,
      !walk.settled ? this.open() : null,
      walk.diagnoses.length ? h("section", { class: "diagnoses" }, h("h3", { text: "Working diagnosis" }), h("ul", { class: "chips" }, walk.diagnoses.map(name => h("li", { text: words.diagnoses[name] ?? name })))) : null,
      told.map(at => this.end(words.nodes[at], at)),
      others.length ? this.box("Hand over too", h("p", { text: others.map(at => words.nodes[at].title).join("; ") })) : null,
      actions(words, walk).map(at => this.action(words.nodes[at], at)),
      walk.stopped ? null : ordered(words, walk).map(step => this.order(step.node)),
      this.tells(), this.comeBack(), this.why(), this.smallPrint());
  }

  box(title, body, kind = "") {
    return h("section", { class: `box ${kind}` }, h("h3", { text: title }), body);
  }

  faults(fault) {
    return this.box("These entries contradict each other", [
      fault.issues.map(issue => h("p", {}, issue.message, issue.hint ? h("b", { text: `: ${issue.hint}.` }) : null)),
      h("p", { text: "What stands below is the case without them." }), button("Undo", "undo-fault", () => this.state.undo(), { class: "second" }),
    ], "warn");
  }

  /** What is not cleared, before anything else. */
  open() {
    const { words } = this, { walk } = this.state, now = ifNotKnown(words, walk);
    const first = walk.decides_urgency.slice(0, 3).map(ask => words.findings[ask.finding].question || words.findings[ask.finding].label);
    return h("section", { class: `box notcleared edge-u${walk.ceiling}` },
      h("h3", { text: `Not cleared: ${count(walk.decides_urgency.length, "answer")} missing` }),
      isOrdered(words) ? h("p", {}, "It is at least ", h("b", { text: words.urgencies[walk.floor].words }), " and could still be ", h("b", { text: words.urgencies[walk.ceiling].words }), ".") : h("p", {}, "It could still be ", h("b", { text: openTitles(words, walk).join("; ") }), "."),
      h("ul", { class: "plain" }, first.map(text => h("li", { text }))),
      walk.decides_urgency.length > 3 ? h("p", { class: "help", text: `and ${walk.decides_urgency.length - 3} more${isOrdered(words) ? ", the most urgent first" : ""}, under Questions.` }) : null,
      now && h("p", { class: "safest" }, "If they cannot be answered now: ", h("b", { text: `${now.words}.` })));
  }

  end(node, at) {
    const { words } = this;
    return h("section", { class: `box end edge-u${node.urgency}` },
      h("div", { class: "card-head" }, h("h3", {}, button(node.title, `end:${node.id}`, () => this.showNode(at), { class: "title" })), urgencyMark(words, node.urgency)),
      h("p", { class: "where" }, h("b", { text: node.destination }), node.timeframe ? ` · ${node.timeframe}` : "", " ", citations(words, node.statements)),
      h("ul", { class: "todo" }, this.lines(node),
        node.review ? h("li", { class: "do" }, h("span", { text: `Review ${node.review}` })) : null));
  }

  action(node, at) {
    return h("section", { class: "box order" },
      h("div", { class: "card-head" }, h("h3", {}, button(`Also: ${node.title}`, `also:${node.id}`, () => this.showNode(at), { class: "title" }))),
      h("ul", { class: "todo" }, this.lines(node)));
  }

  /** What a node says to do, and not to do. */
  lines(node) {
    const lines = (items, mark, prefix) => items.map(item => h("li", { class: mark }, h("span", { text: prefix + item.text }), citations(this.words, item.statements)));
    const { walk } = this.state;
    return [lines(about(walk, node.do), "do", ""), lines(about(walk, node.do_not), "dont", "Do not: ")];
  }

  order(at) {
    const node = this.words.nodes[at];
    return h("section", { class: "box order" }, h("div", { class: "card-head" }, h("h3", {}, button(`Order: ${node.title}`, `order:${node.id}`, () => this.showNode(at), { class: "title" }))), h("p", { text: node.text }), citations(this.words, node.statements));
  }

  tells() {
    let found = null;
    tells({ words: this.words }, this.state.walk, (title, lines) => { found = this.box(upper(title.toLowerCase()), h("ul", { class: "plain" }, lines.map(item => h("li", { text: item.text })))); });
    return found;
  }

  comeBack() {
    const { words } = this, found = comeBack(words, this.state.walk);
    if (!found.length) return null;
    return this.box(upper(comeBackTitle(this.state.walk).toLowerCase()), found.map(([urgency, texts]) => h("div", { class: "net" }, urgencyMark(words, urgency), h("ul", { class: "plain" }, texts.map(text => h("li", { text }))))), "nets");
  }

  why() {
    const { words } = this, { walk } = this.state;
    const steps = walk.path.map(step => h("li", {},
      button(words.nodes[step.node].title, `why:${words.nodes[step.node].id}`, () => this.showNode(step.node), { class: "title" }),
      step.taken.length ? step.taken.map(taken => {
        const edge = words.edges[taken.edge];
        return h("div", { class: "way" }, h("span", { class: "chip", text: edge.label || "always" }), h("span", { class: "because", text: because(words, walk, taken) }));
      }) : words.nodes[step.node].edges.length ? h("div", { class: "way waits", text: "waits for the answers that are missing" }) : null));
    return this.box("Why: the path so far", h("ol", { class: "path" }, steps));
  }

  smallPrint() {
    const { words } = this, { walk } = this.state, { closed } = walk.facts;
    return [
      closed.length ? this.box("Taken from your closures", h("ul", { class: "plain" }, closed.map(item => h("li", {}, h("b", { text: `${this.title(item.group.name)}: ` }), closureWords(words, walk.facts, item))))) : null,
      walk.unused.length ? this.box("Recorded, not used on this path", h("p", { text: values(words, walk, walk.unused) })) : null,
      showsActing(walk) && walk.acting.some(isUnknown)
        ? this.box("Acting now, if what is open cannot be had", h("ol", { class: "path" }, walk.acting.map(step => h("li", {}, button(words.nodes[step.node].title, `act:${words.nodes[step.node].id}`, () => this.showNode(step.node), { class: "title" }), isUnknown(step) ? h("span", { class: "because", text: actingWords(words, step) }) : null)))) : null,
    ];
  }
}
