// The screens of an interview, as in walk/interview.py: which lines come next, in what order, and what "none of the others" records.
//
// Nothing of the page is here. A screen is {kind: "complaint" or "checklist", could_be, lines}; a line {name, question, could_be, decides,
// part, members: [number], values: [place], not_done, others}: `name` of a finding, or of a group of results for which true asks for each
// of them next; `others` is the value that "none of the others" records of it, null where it then stays not recorded. What is said is
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
    this.results = new Map();
    for (const group of this.words.groups) {
      if (group.closed_by.join() === "not_done") for (const at of group.members) this.results.set(at, group);
    }
  }

  /** What to ask next; null where nothing is. `notKnown`: names of findings and groups said not to be known; `opened`: groups of
   * results of which some exist. */
  next(walk, notKnown, opened) {
    const now = { walk, notKnown, opened }, asks = this.asks(walk, now);
    if (!asks.length) return null;
    const urgency = new Map([...asks].reverse().map(ask => [ask.finding, ask.urgency]));
    const deciding = new Set(walk.decides_urgency.map(ask => ask.finding));
    const complaint = this.words.complaint.filter(at => this.isOpen(at, now))
      .map(at => this.line(at, urgency.get(at) ?? walk.floor, deciding.has(at), false, now)).slice(0, MOST_LINES);
    const lines = complaint.length ? complaint : this.checklist(asks, now);
    const could = lines.filter(line => line.decides).map(line => line.could_be);
    return { kind: complaint.length ? "complaint" : "checklist", could_be: could.length ? Math.max(...could) : walk.floor, lines };
  }

  /** The state after an answer: {case, walk, sentences, notKnown, opened}; `sentences` are those that it signs.
   * throws: CaseFault where a value cannot be, or contradicts what is recorded */
  answer(walk, screen, said, others, notKnown, opened) {
    const { kase, facts } = this.recorded(walk.case, said);
    const left = others ? screen.lines.filter(line => !said.has(line.name)) : [];
    const after = this.engine.walk(this.byName(this.leftAlone(kase, facts, left)));
    const isGroup = name => this.groups.has(name);
    return {
      case: after.case, walk: after, sentences: this.signed(walk, after, left),
      notKnown: new Set([...notKnown, ...screen.lines.map(line => line.name)
        .filter(name => (said.has(name) ? said.get(name) === null : !left.some(line => line.name === name && line.others !== null)))]),
      opened: new Set([...opened, ...[...said].filter(([name, raw]) => isGroup(name) && raw === true).map(([name]) => name)]),
    };
  }

  /** The sentences that "none of the others" would sign now. */
  signs(walk, screen, said) {
    return this.answer(walk, screen, said, true, new Set(), new Set()).sentences;
  }

  /** Whether what is said already settles an emergency, so that nothing of the screen need be waited for. */
  isEmergency(walk, said) {
    return this.engine.walk(this.recorded(walk.case, said).kase).floor === EMERGENCY;
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
      if (raw === null || (this.groups.has(name) && raw === true)) continue;
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
    if (walk.floor === EMERGENCY) return [];
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

  /** What is asked for, then what would be if none of that were so, up to a screen full. */
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
    return [...lines.values()].sort((one, other) => byRank(place(one), place(other)));
  }

  /** The questions of a walk in the order in which they are asked: what could be most urgent, of that what is so alone. */
  lines(asks, walk, now) {
    const plan = new Set(walk.decides_plan.map(ask => ask.finding)), ranked = new Map();
    for (const ask of asks) {
      const at = this.instead(ask.finding, now), decides = !plan.has(ask.finding), { part, order } = this.words.findings[at];
      const urgency = decides ? [-ask.urgency, -this.words.findings[ask.finding].alone] : [0, 0];
      const rank = [-decides, ...urgency, part, order];
      if (!ranked.has(at) || byRank(rank, ranked.get(at).rank) < 0) ranked.set(at, { rank, at, urgency: ask.urgency, decides });
    }
    const inOrder = [...ranked.values()].sort((one, other) => byRank(one.rank, other.rank)).slice(0, 2 * MOST_LINES);
    return inOrder.map(item => this.line(item.at, item.urgency, item.decides, true, now));
  }

  /** What may make a question needless is asked in its place, while that is open. */
  instead(at, now) {
    for (const seen = new Set([at]); ; seen.add(at)) {
      const other = this.words.findings[at].before.find(before => !seen.has(before) && this.isOpen(before, now));
      if (other === undefined) return at;
      at = other;
    }
  }

  line(at, couldBe, decides, others, now) {
    const finding = this.words.findings[at], { facts } = now.walk, group = this.results.get(at), bounds = facts.bounds[at];
    const same = { could_be: couldBe, decides, part: finding.part };
    if (others && group && !now.opened.has(group.name)) {
      const members = wouldClose(this.words, facts, group, "not_done").filled;
      if (members.length > 1) {
        const labels = members.map(number => this.words.findings[number].inside).join("; ");
        const question = `Was any of these done, with a result at hand: ${labels}?`;
        return { ...same, name: group.name, question, members, values: [1], not_done: true, others: NOT_DONE };
      }
    }
    return {
      ...same, name: finding.name, question: finding.question || `${finding.label}?`, members: [at],
      values: this.values(at, facts), not_done: finding.optional && (bounds === undefined || bounds.notDone),
      others: others && !this.isAbnormal(at, facts, this.rest(at, group)) ? this.rest(at, group) : null,
    };
  }

  /** Whether the finding cannot be `value` by definition. */
  isAbnormal(at, facts, value) {
    const bounds = facts.bounds[at];
    return value !== null && bounds !== undefined && !allows(bounds, value);
  }

  /** What "none of the others" says of a finding. */
  rest(at, group) {
    const finding = this.words.findings[at];
    if (finding.optional && (group || finding.normal === null)) return NOT_DONE;
    return normalOf(finding) ?? null;
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
    const group = this.results.get(at);
    return notKnown.has(this.words.findings[at].name) || (group !== undefined && notKnown.has(group.name));
  }
}
