// What a test asks of the page's engine, as JSON.
function probeWalk(text, whyNot) {
  const { words } = engine;
  const name = at => engine.names[at], node = at => words.nodes[at].id, level_ = at => words.urgencies[at].id;
  let walk;
  try {
    walk = engine.walk(parseCase(text, words.reading).kase);
  } catch (error) {
    if (!(error instanceof CaseFault)) throw error;
    const rest = error.remaining;
    const left = rest && { findings: [...rest.findings.keys()].sort(), normal: rest.normal, not_done: rest.not_done };
    return JSON.stringify({ refused: true, remaining: left });
  }
  const { status, facts } = walk, start = words.start;
  const ask = item => ({
    finding: name(item.finding), node: node(item.node), could_be: level_(item.urgency),
    leads_to: item.leads_to.map(way => node(words.edges[way].target)),
  });
  const values = {};
  facts.known.forEach((value, at) => {
    if (value !== undefined) values[name(at)] = [valueWords(words.findings[at], value), facts.how[at]];
  });
  return JSON.stringify({
    edges: status.edges,
    levels: words.nodes.map((_, at) => [engine.level(status.must[at]), engine.level(status.may[at])]),
    must: String(status.must[start]), may: String(status.may[start]),
    at_least: level_(walk.floor), at_most: level_(walk.ceiling),
    urgency: walk.settled ? "settled" : "open", plan: walk.complete ? "complete" : "open",
    diagnoses: walk.diagnoses, outcomes: walk.outcomes.map(node),
    path: walk.path.map(step => ({
      node: node(step.node), by_either: step.byEither,
      edges: step.taken.map(way => ({ edge: words.edges[way.edge].id, sure: way.sure, because: way.because.map(name) })),
    })),
    pending: { decides_urgency: walk.decides_urgency.map(ask), decides_plan: walk.decides_plan.map(ask), remaining: walk.remaining },
    possible: [...walk.possible].map(node).sort(),
    warnings: walk.warnings.map(rule => rule.message), not_used: walk.unused.map(name), unheeded: walk.unheeded.map(name),
    acting_now: walk.acting.map(step => [node(step.node), step.because_not_known, step.asks.map(name), step.asks.length ? level_(step.until) : null]),
    values,
    narrowed: facts.bounds.map((domain, at) => (domain ? name(at) : null)).filter(item => item !== null).sort(),
    why_not: JSON.parse(whyNot).map(id => {
      const found = engine.whyNot(walk, words.nodes.findIndex(item => item.id === id));
      return [found.state, found.findings.map(name)];
    }),
    markdown: noteMarkdown(engine, walk),
    leaflet: leafletText(engine, walk),
  });
}

function probeRound(text) {
  return writeCase(parseCase(text, engine.words.reading).kase);
}

/** What the page says of a file: its faults as the command line prints them, or null and the headline. */
function probeRead(text, file) {
  try {
    const { kase, placed } = parseCase(text, engine.words.reading, file);
    try {
      return JSON.stringify({ faults: null, headline: headline(engine, engine.walk(kase)), written: writeCase(kase) });
    } catch (error) {
      throw error instanceof CaseFault ? placed(error) : error;
    }
  } catch (error) {
    if (!(error instanceof CaseFault)) throw error;
    return JSON.stringify({ faults: error.issues.map(issueText) });
  }
}

/** Each event of a YAML text, and what ends them. */
function probeEvents(text) {
  const found = [];
  try {
    for (const { type, start, end, anchor, tag, value, plain } of yamlEvents(Array.from(text))) found.push([type, start, end, anchor ?? null, tag ?? null, value ?? null, plain ?? null]);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    found.push(["fault", error.at, error.message]);
  }
  return JSON.stringify(found);
}

function probeTyped(name, text) {
  const { expander, words } = engine, finding = words.findings[expander.at.get(name)];
  const { raw, message } = expander.typed(finding, stripped(text));
  return JSON.stringify(message ? { message } : { value: raw.plain() });
}

/** An interview from nothing on: `answers` is a list of {said: {name: text or null}, others}; each screen that was shown, with what its
 * answer recorded, and the one that comes next. */
function probeInterview(text, answers) {
  const interview = new Interview(engine), { words } = engine, { kase } = parseCase(text, words.reading, "case.json");
  const lines = screen => screen && { kind: screen.kind, could_be: words.urgencies[screen.could_be].id, lines: screen.lines.map(line => ({
    name: line.name, question: line.question, could_be: words.urgencies[line.could_be].id, decides: line.decides, part: line.part,
    members: line.members.map(at => engine.names[at]), not_done: line.not_done,
    values: line.values.map(place => String(line.name === engine.names[line.members[0]] ? shownRaw(rawOf(words.findings[line.members[0]], place)) : true)),
    others: line.others === null ? null : line.others === NOT_DONE ? "not_done" : String(shownRaw(rawOf(words.findings[line.members[0]], line.others))),
    follows: line.follows,
  })) };
  let state = { walk: engine.walk(kase), notKnown: new Set(), opened: new Set() };
  const seen = [];
  for (const { said, others } of JSON.parse(answers)) {
    const screen = interview.next(state.walk, state.notKnown, state.opened);
    const raw = new Map(Object.entries(said).map(([name, value]) => {
      const at = engine.expander.at.get(name), finding = words.findings[at];
      if (value === null || value === "not_done") return [name, value];
      if (at === undefined || finding.type === "boolean") return [name, value === "true"];
      return [name, finding.type === "number" ? engine.expander.typed(finding, value).raw : value];
    }));
    let sentences;
    try {
      const next = interview.answer(state.walk, screen, raw, others, state.notKnown, state.opened);
      sentences = next.sentences;
      state = next;
    } catch (error) {
      if (!(error instanceof CaseFault)) throw error;
      sentences = "refused";
    }
    seen.push({ screen: lines(screen), sentences, case: JSON.parse(writeCase(state.walk.case)) });
  }
  return JSON.stringify({ seen, next: lines(interview.next(state.walk, state.notKnown, state.opened)) });
}

const shownRaw = raw => (raw instanceof Figure ? raw.plain() : raw);

/** What a search finds, in order: [name, kind, score]. */
function probeSearch(text) {
  return JSON.stringify(index.find(text).map(({ name, kind, score }) => [name, kind, score]));
}
