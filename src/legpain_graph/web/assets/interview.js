// The screens of an interview, as in walk/screens.py and walk/interview.py: which lines come next, in what order, and what "none of the others" records.
//
// Nothing of the page is here. A screen is {kind: "complaint" or "checklist", could_be, lines}; a line {name, question, could_be, decides,
// part, members: [number], values: [place], not_done, others, follows}: `name` of a finding, or of results of one kind or of all kinds, for
// which true asks for each of these next; `others` is the value that "none of the others" records of it, null where it then stays not
// recorded; what `follows` is asked ahead: it matters only where a line above it is so. What is said is
// Map(name -> what a case file has, or null for unsure).

const MOST_LINES = 10;
const PARTS = ["history", "examination", "results"];

const byRank = (one, other) => {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] - other[at];
  return 0;
};

class Interview {
  constructor(engine) {
    this.engine = engine;
    this.words = engine.words;
    this.groups = new Map(this.words.groups.map(group => [group.name, group]));
    this.sets = new Map(this.words.sets.map(set => [set.name, set]));
    this.results = this.closuresOfResults();
  }

  /** For each finding of a group that is closed as not done only the closures that ask for it, the widest first. */
  closuresOfResults() {
    const isOf = name => this.groups.get(name).closed_by.join() === "not_done", found = new Map();
    const sets = this.words.sets.filter(set => set.groups.every(isOf));
    for (const group of this.words.groups) {
      if (!isOf(group.name)) continue;
      const wider = sets.filter(set => set.groups.includes(group.name)).slice(0, 1).map(set => set.name);
      for (const at of group.members) found.set(at, [...wider, group.name]);
    }
    return found;
  }

  isClosure(name) {
    return this.groups.has(name) || this.sets.has(name);
  }

  /** The groups that a closure closes. */
  leaves(name) {
    return this.groups.has(name) ? [this.groups.get(name)] : this.sets.get(name).groups.map(group => this.groups.get(group));
  }

  /** What to ask next; null where nothing is. `notKnown`: names of findings and closures said not to be known; `opened`: closures of
   * results of which some exist. */
  next(walk, notKnown, opened) {
    const now = { walk, notKnown, opened }, asks = this.asks(walk, now);
    if (!asks.length) return null;
    const urgency = new Map([...asks].reverse().map(ask => [ask.finding, ask.urgency]));
    const deciding = new Set(walk.decides_urgency.map(ask => ask.finding));
    const complaint = this.words.complaint.filter(at => this.isOpen(at, now))
      .map(at => this.line(at, urgency.get(at) ?? walk.floor, deciding.has(at), now)).slice(0, MOST_LINES);
    const lines = complaint.length ? complaint : this.checklist(asks, now);
    const could = lines.filter(line => line.decides).map(line => line.could_be);
    return { kind: complaint.length ? "complaint" : "checklist", could_be: could.length ? Math.max(...could) : walk.floor, lines };
  }

  /** The state after an answer: {case, walk, sentences, notKnown, opened}; `sentences` are those that it signs.
   * throws: CaseFault where a value cannot be, or contradicts what is recorded */
  answer(walk, screen, said, others, notKnown, opened) {
    const { kase, facts } = this.recorded(walk.case, said);
    const left = others ? screen.lines.filter(line => !said.has(line.name)) : [];
    const closed = this.leftAlone(kase, facts, left), after = this.engine.walk(others ? this.byName(closed) : closed);
    return {
      case: after.case, walk: after, sentences: this.signed(walk, after, left),
      notKnown: new Set([...notKnown, ...screen.lines.map(line => line.name)
        .filter(name => (said.has(name) ? said.get(name) === null : !left.some(line => line.name === name && line.others !== null)))]),
      opened: new Set([...opened, ...[...said].filter(([name, raw]) => this.isClosure(name) && raw === true).map(([name]) => name)]),
    };
  }

  /** The sentences that "none of the others" would sign now. */
  signs(walk, screen, said) {
    return this.answer(walk, screen, said, true, new Set(), new Set()).sentences;
  }

  /** Whether what is said already settles an emergency, so that nothing of the screen need be waited for. */
  isEmergency(walk, said) {
    return this.engine.walk(this.recorded(walk.case, said).kase).stopped;
  }

  signed(before, after, left) {
    const kase = after.case, { at } = this.engine.expander;
    const closed = new Set([...before.case.normal, ...before.case.not_done, ...before.facts.closed.map(item => item.group.name)]);
    const sentences = after.facts.closed.filter(item => !closed.has(item.group.name)).map(item => closureWords(this.words, after.facts, item));
    const normal = kase.normal.filter(name => !closed.has(name) && at.has(name)).map(name => at.get(name));
    const notDone = left.filter(line => kase.not_done.includes(line.name) && at.has(line.name)).map(line => at.get(line.name));
    if (normal.length) sentences.push(`Normal: ${normalList(this.words, normal)}.`);
    if (notDone.length) sentences.push(`Not done: ${notDone.map(number => this.words.findings[number].inside).join("; ")}.`);
    return sentences;
  }

  recorded(before, said) {
    const kase = { ...before, findings: new Map(before.findings), normal: [...before.normal], not_done: [...before.not_done] };
    for (const [name, raw] of said) {
      if (raw === null || (this.isClosure(name) && raw === true)) continue;
      if (raw !== "not_done") kase.findings.set(name, raw);
      else {
        kase.findings.delete(name);
        if (!kase.not_done.includes(name)) kase.not_done.push(name);
      }
    }
    return { kase, facts: this.engine.facts(kase) };
  }

  /** The case with what "none of the others" says of `lines`. What is known by now, or cannot be so by definition, is not signed. */
  leftAlone(kase, facts, lines) {
    const normal = [...kase.normal], notDone = [...kase.not_done];
    for (const line of lines) {
      if (line.others === null) continue;
      const at = this.engine.expander.at.get(line.name), bounds = at === undefined ? undefined : facts.bounds[at];
      if (at !== undefined && (facts.known[at] !== undefined || (bounds !== undefined && !allows(bounds, line.others)))) continue;
      (line.others === NOT_DONE ? notDone : normal).push(line.name);
    }
    return { ...kase, normal, not_done: notDone };
  }

  /** The same facts in fewer names: a group is closed by its sentence once every member is known, or cannot be normal by definition. */
  byName(kase) {
    const facts = this.engine.facts(kase), { known } = facts;
    const isTold = at => known[at] !== undefined || this.isAbnormal(at, facts, normalOf(this.words.findings[at]) ?? null);
    for (const group of this.words.groups) {
      const names = group.members.map(at => this.words.findings[at].name), apart = names.filter(name => kase.normal.includes(name));
      if (!group.closed_by.includes("normal") || apart.length < 2 || !group.members.every(isTold)) continue;
      const closed = { ...kase, normal: [...kase.normal.filter(name => !apart.includes(name)), group.name] };
      const same = this.engine.facts(closed).known;
      if (known.every((value, at) => value === same[at])) kase = closed;
    }
    return kase;
  }

  /** What is pending and was not said not to be known: what decides how soon before what decides the plan. */
  asks(walk, now) {
    if (walk.stopped) return [];
    const askable = asks => asks.filter(ask => !this.isNotKnown(ask.finding, now));
    const urgent = askable(walk.decides_urgency);
    return [...(urgent.length ? urgent : this.behind(walk, now)), ...askable(walk.decides_plan)];
  }

  /** What else could settle how urgent it is, where what is asked for is not known: what the walk would ask for after some answer. */
  behind(walk, now) {
    const found = new Map();
    for (const ask of walk.decides_urgency) {
      const finding = this.words.findings[ask.finding];
      for (const place of this.values(ask.finding, now.walk.facts)) {
        let after;
        try {
          after = this.engine.walk({ ...walk.case, findings: new Map([...walk.case.findings, [finding.name, rawOf(finding, place)]]) });
        } catch (error) {
          if (!(error instanceof CaseFault)) throw error;
          continue;
        }
        for (const other of after.decides_urgency) {
          if (!found.has(other.finding) && !this.isNotKnown(other.finding, now)) found.set(other.finding, other);
        }
      }
    }
    return [...found.values()];
  }

  /** What is asked for, then what would be if none of that were so, then what would be if one line were, up to a screen full. */
  checklist(asks, now) {
    const lines = new Map();
    let { walk } = now;
    while (asks.length) {
      const before = lines.size;
      for (const line of this.lines(asks, walk, now)) if (lines.size < MOST_LINES && !lines.has(line.name)) lines.set(line.name, line);
      if (lines.size === before || lines.size === MOST_LINES) break;
      try {
        walk = this.engine.walk(this.leftAlone(now.walk.case, now.walk.facts, lines.values()));
      } catch (error) {
        if (!(error instanceof CaseFault)) throw error;
        break;
      }
      asks = this.asks(walk, now).filter(ask => ![...lines.values()].some(line => line.members.includes(ask.finding)));
    }
    const place = line => [-line.decides, -line.could_be, line.part, this.words.findings[line.members[0]].order];
    const inOrder = [...lines.values()].sort((one, other) => byRank(place(one), place(other)));
    return [...inOrder, ...this.following(inOrder, walk.case, now)];
  }

  /** What would be asked where one line were so and the rest as `kase` has it, and then where one of those were so, while there is room:
   * of what "none of the others" can answer, and whose question makes sense by itself. */
  following(lines, kase, now) {
    const found = new Map(lines.map(line => [line.name, line])), queue = lines.map(line => [kase, line]);
    const isIn = at => [...found.values()].some(line => line.members.includes(at));
    for (const [given, line] of queue) {
      for (const value of this.isClosure(line.name) ? [] : line.values) {
        if (found.size === MOST_LINES) break;
        let after;
        try {
          after = this.engine.walk(this.withValue(given, line, value));
        } catch (error) {
          if (!(error instanceof CaseFault)) throw error;
          continue;
        }
        if (value === line.others || after.floor > now.walk.floor) continue;
        const asks = this.asks(after, now).filter(ask => !isIn(ask.finding));
        for (const other of this.lines(asks, after, now).slice(0, MOST_LINES - found.size)) {
          if (!this.isAskedAhead(other) || found.has(other.name)) continue;
          found.set(other.name, { ...other, follows: true });
          queue.push([after.case, other]);
        }
      }
    }
    return [...found.values()].slice(lines.length);
  }

  isAskedAhead(line) {
    const finding = this.isClosure(line.name) ? null : this.words.findings[line.members[0]];
    return finding !== null && finding.section !== "investigation" && !finding.applies && line.others !== null;
  }

  /** The case with a value of a line, whatever was signed of it. */
  withValue(kase, { name, members: [at] }, value) {
    const without = names => names.filter(other => other !== name);
    return {
      ...kase, findings: new Map([...kase.findings, [name, rawOf(this.words.findings[at], value)]]),
      normal: without(kase.normal), not_done: without(kase.not_done),
    };
  }

  /** The questions of a walk in the order in which they are asked: what could be most urgent, of that what is so alone. */
  lines(asks, walk, now) {
    const plan = new Set(walk.decides_plan.map(ask => ask.finding)), told = this.told(now), ranked = new Map();
    for (const ask of asks) {
      const at = this.instead(ask.finding, now), decides = !plan.has(ask.finding), { part, order } = this.words.findings[at];
      const urgency = decides ? [-ask.urgency, -this.goesOn(ask, told), -this.words.findings[ask.finding].alone] : [0, 0, 0];
      const rank = [-decides, ...urgency, part, order];
      if (!ranked.has(at) || byRank(rank, ranked.get(at).rank) < 0) ranked.set(at, { rank, at, urgency: ask.urgency, decides });
    }
    const inOrder = [...ranked.values()].sort((one, other) => byRank(one.rank, other.rank)).slice(0, 2 * MOST_LINES);
    return inOrder.map(item => this.lineOf(item.at, item.urgency, item.decides, now));
  }

  /** What was found and is no mere complaint. */
  told({ walk }) {
    const { findings } = this.words, { known } = walk.facts, places = [...walk.case.findings.keys()].map(name => this.engine.expander.at.get(name));
    return new Set(places.filter(at => at !== undefined && !findings[at].presentation && known[at] !== (normalOf(findings[at]) ?? null)));
  }

  /** Whether the most urgent way that an ask leads to reads something that was found: then it may be what is missing of it. */
  goesOn(ask, told) {
    return ask.leads_to.length > 0 && this.words.edges[ask.leads_to[0]].reads.some(at => told.has(at));
  }

  /** What may make a question needless is asked in its place, while that is open. */
  instead(at, now) {
    for (const seen = new Set([at]); ; seen.add(at)) {
      const other = this.words.findings[at].before.find(before => !seen.has(before) && this.isOpen(before, now));
      if (other === undefined) return at;
      at = other;
    }
  }

  /** The line of a checklist that asks for a finding: of results that of all of their kind, until some are said to exist. */
  lineOf(at, couldBe, decides, now) {
    const finding = this.words.findings[at], { facts } = now.walk, closures = this.results.get(at) ?? [];
    for (const closure of closures) {
      const groups = this.leaves(closure), members = groups.flatMap(group => wouldClose(this.words, facts, group, "not_done").filled);
      if (now.opened.has(closure) || members.length < 2) continue;
      const labels = members.map(number => this.words.findings[number].inside).join("; ");
      const kinds = groups.map(group => group.name.replaceAll("_", " ")).join("; ");
      const question = this.sets.has(closure) ? `Is there a result at hand of any of these: ${kinds}?` : `Was any of these done, with a result at hand: ${labels}?`;
      return {
        name: closure, question, could_be: couldBe, decides, part: finding.part, members, values: [1], not_done: true, others: NOT_DONE, follows: false,
      };
    }
    const rest = finding.optional && (closures.length || finding.normal === null) ? NOT_DONE : normalOf(finding) ?? null;
    return { ...this.line(at, couldBe, decides, now), others: this.isAbnormal(at, facts, rest) ? null : rest };
  }

  /** The line that asks for a finding by itself, of which "none of the others" says nothing. */
  line(at, couldBe, decides, now) {
    const finding = this.words.findings[at], { facts } = now.walk, bounds = facts.bounds[at];
    return {
      name: finding.name, question: finding.question || `${finding.label}?`, could_be: couldBe, decides, part: finding.part, members: [at],
      values: this.values(at, facts), not_done: finding.optional && (bounds === undefined || bounds.notDone), others: null, follows: false,
    };
  }

  /** Whether the finding cannot be `value` by definition. */
  isAbnormal(at, facts, value) {
    const bounds = facts.bounds[at];
    return value !== null && bounds !== undefined && !allows(bounds, value);
  }

  values(at, facts) {
    const finding = this.words.findings[at], bounds = facts.bounds[at];
    if (finding.type === "boolean") return [1, 0];
    if (finding.type === "number") return [];
    return finding.values.map((_, place) => place).filter(place => bounds === undefined || allows({ ...bounds, notDone: false }, place));
  }

  isOpen(at, now) {
    return now.walk.facts.known[at] === undefined && !this.isNotKnown(at, now);
  }

  isNotKnown(at, { notKnown }) {
    return [this.words.findings[at].name, ...(this.results.get(at) ?? [])].some(name => notKnown.has(name));
  }
}
