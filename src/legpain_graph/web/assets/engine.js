// The walk of a case, as in walk.py. The meaning of guards and edges is not here: that code is generated from the pathway, like every
// other engine.

/** Undoes `packed` of web/data.py: a table becomes a list of records again. */
function unpacked({ columns, data }) {
  const record = (names, row) => Object.fromEntries(names.map((name, at) => [name, read(row[at])]));
  const read = value => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(read);
    return "|" in value ? value.rows.map(row => record(columns[value["|"]], row)) : record(Object.keys(value), Object.values(value));
  };
  return read(data);
}

// Which of several sufficient reasons is told

function firstReason(joined, ...parts) {
  for (let at = 0; at < parts.length; at += 2) if (parts[at] === joined) return parts[at + 1];
  return 0n;
}

const shorter = (one, other, names) => {
  const sizes = [numbers(one).length, numbers(other).length];
  return sizes[0] !== sizes[1] ? sizes[0] < sizes[1] : inOrder(one, other, names);
};

function shortestReason(names) {
  return (joined, ...parts) => {
    if (joined === OPEN) return firstReason(joined, ...parts);
    let best = null;
    for (let at = 0; at < parts.length; at += 2) {
      if (parts[at] === joined && (best === null || shorter(parts[at + 1], best, names))) best = parts[at + 1];
    }
    return best ?? 0n;
  };
}

function everyReason(joined, ...parts) {
  if (joined === OPEN) return firstReason(joined, ...parts);
  let bits = 0n;
  for (let at = 0; at < parts.length; at += 2) if (parts[at] === joined) bits |= parts[at + 1];
  return bits;
}

/** Walks cases through one pathway. `words`: the data of webdata.py; `run`: the code generated from the same pathway. */
class Engine {
  constructor(words, run) {
    this.words = words;
    this.run = run;
    this.levels = BigInt(words.urgencies.length - 1);
    this.ends = words.nodes.reduce((bits, node, at) => (node.urgency === null ? bits : bits | (1n << BigInt(at))), 0n);
    this.levelBits = (1n << this.levels) - 1n;
    this.expander = new Expander(words);
    this.tests = words.tests.map(ready);
    this.left = (number, domain) => truthOver(domain, this.tests[number]);
    this.measured = (number, known, bounds, totals) => measure(words.numbers[number], at => this.expander.domain({ known, bounds }, at), totals);
    this.names = [...words.findings.map(finding => finding.name), ...words.recordable];
    this.out = words.nodes.map(node => node.edges);
    this.doing = words.nodes.reduce((bits, node, at) => (["start", "decision"].includes(node.kind) ? bits : bits | (1n << BigInt(at))), 0n);
    this.reads = words.edges.map(edge => edge.reads.reduce((bits, at) => bits | (1n << BigInt(at)), 0n));
  }

  /** The most urgent level in a set of marks. */
  level(marks) {
    return 32 - Math.clz32(Number(marks & this.levelBits));
  }

  status(facts, pick = firstReason) {
    return this.run(facts.known, facts.bounds, facts.scores.map(points => (points === undefined ? undefined : Number(points))), this.left, this.measured, pick);
  }

  /** The facts of a case. throws: CaseFault, also where a recorded score lies outside what its items allow */
  facts(kase) {
    let issues = [], facts;
    try {
      facts = this.expander.expand(kase);
    } catch (error) {
      if (!(error instanceof CaseFault) || error.remaining === null) throw error;
      issues = error.issues;
      kase = error.remaining;
      facts = this.expander.expand(kase);
    }
    if (facts.scores.some(points => points !== undefined)) {
      const { ranges } = this.status(facts);
      const scored = this.words.scores.map((score, at) => [score.name, at]).sort();
      for (const [name, at] of scored) {
        const points = facts.scores[at];
        if (points === undefined || (points >= BigInt(ranges[at][0]) && points <= BigInt(ranges[at][1]))) continue;
        const message = `${name} is ${kase.findings.get(name).shown()}, but its items allow ${ranges[at][0]} to ${ranges[at][1]}`;
        issues.push({ where: `findings.${name}`, message, hint: "record the items, or correct the score" });
        kase = without(kase, new Set([name]));
      }
    }
    if (issues.length) throw new CaseFault(issues, kase);
    return facts;
  }

  /** Where a case leads, why, what is open, and what to do now if that cannot be had. */
  walk(kase) {
    const facts = this.facts(kase), status = this.status(facts), start = this.words.start;
    const floor = this.level(status.must[start]), ceiling = this.level(status.may[start]);
    const sureNodes = status.must[start] >> this.levels, reached = numbers(sureNodes);
    const possible = numbers(status.possible & ~sureNodes);
    const { steps, used } = this.path(status, reached);
    const { urgent, plan } = this.pending(status, reached, floor, sureNodes);
    let recorded = 0n;
    facts.scores.forEach((points, at) => { if (points !== undefined) recorded |= this.bit(this.words.scores[at].name); });
    for (const name of kase.findings.keys()) recorded |= this.bit(name);
    const walk = {
      case: kase, facts, status, floor, ceiling, path: steps, decides_urgency: urgent, decides_plan: plan,
      settled: isOrdered(this.words) ? floor === ceiling : !((status.possible & ~sureNodes) & this.ends), stopped: this.words.urgencies[floor].stops_questions, complete: !urgent.length && !plan.length,
      reached: new Set(reached), possible: new Set(possible), remaining: this.remaining(status),
      unused: numbers(recorded & ~used),
    };
    const carrying = word => reached.filter(at => this.words.nodes[at][word]);
    walk.outcomes = this.byUrgency(reached.filter(at => this.words.nodes[at].urgency !== null));
    const named = carrying("diagnosis").sort((one, other) => this.level(status.may[other]) - this.level(status.may[one]));
    walk.diagnoses = [...new Set(named.map(at => this.words.nodes[at].diagnosis))];
    walk.warnings = this.words.warnings.filter((_, at) => status.warnings[at] === SURE);
    walk.unheeded = this.unheeded(facts, status, walk.reached);
    walk.acting = this.acting(facts);
    return walk;
  }

  /** The findings whose value is surely alarming, and which nothing heeds or may yet heed: as alarms.py. */
  unheeded(facts, status, reached) {
    if (!status.alarming.includes(SURE)) return [];
    const every = this.status(facts, everyReason), possible = at => status.possible >> BigInt(at) & 1n;
    const heeded = new Set();
    for (const { edge, reads } of this.words.heeding) {
      const { source } = this.words.edges[edge];
      if (!status.edges[edge] || !possible(source)) continue;
      const sure = status.edges[edge] === SURE && reached.has(source);
      for (const at of sure ? numbers(every.because[edge]) : reads) heeded.add(at);
    }
    return this.words.alarms
      .filter(({ finding, nodes }, at) =>
        status.alarming[at] === SURE && !heeded.has(finding) && !status.heededBy[at] && !nodes.some(possible))
      .map(({ finding }) => finding);
  }

  bit(name) {
    const at = this.names.indexOf(name);
    return at < 0 ? 0n : 1n << BigInt(at);
  }

  byUrgency(nodes) {
    return [...nodes].sort((one, other) => this.words.nodes[other].urgency - this.words.nodes[one].urgency);
  }

  path(status, reached) {
    const entered = new Set([this.words.start]), steps = [];
    let used = 0n;
    for (const at of reached) {
      const ways = this.out[at].filter(way => status.edges[way]), taken = [];
      for (const way of ways) {
        const sure = status.edges[way] === SURE;
        if (!sure && ways.length > 1) continue;
        used |= this.reads[way];
        entered.add(this.words.edges[way].target);
        taken.push({ edge: way, sure, because: sure ? numbers(status.why[way]) : [] });
      }
      steps.push({ node: at, taken, byEither: !entered.has(at) });
    }
    return { steps, used };
  }

  pending(status, reached, floor, sureNodes) {
    const decides = may => (isOrdered(this.words) ? this.level(may) > floor : ((may >> this.levels) & this.ends & ~sureNodes) !== 0n);
    const urgent = new Map(), plan = new Map();
    for (const at of reached) {
      const ways = this.out[at].filter(way => status.edges[way] === OPEN);
      if (ways.length) this.asks(at, ways, status, decides(status.may[at]) ? urgent : plan);
    }
    for (const at of urgent.keys()) plan.delete(at);
    const sorted = asks => [...asks.values()].sort((one, other) => other.urgency - one.urgency);
    return { urgent: sorted(urgent), plan: sorted(plan) };
  }

  /** Adds what the open edges of one node ask for; an `otherwise` asks what its siblings ask. */
  asks(node, ways, status, into) {
    const leads = new Map();
    const graded = ways.map(way => ({ way, grade: this.level(status.may[this.words.edges[way].target]) }));
    const grades = new Map(graded.map(({ way, grade }) => [way, grade]));
    for (const { way } of [...graded].sort((one, other) => other.grade - one.grade)) {
      for (const at of numbers(status.why[way])) {
        if (!leads.has(at)) leads.set(at, []);
        if (this.words.edges[way].guarded) leads.get(at).push(way);
      }
    }
    for (const [at, edges] of leads) {
      if (into.has(at) || at >= this.words.findings.length) continue;
      into.set(at, { finding: at, node, leads_to: edges, urgency: edges.length ? grades.get(edges[0]) : 0 });
    }
  }

  remaining(status) {
    let bits = 0n;
    for (const at of numbers(status.possible)) {
      for (const way of this.out[at]) if (status.edges[way] === OPEN) bits |= status.why[way];
    }
    return numbers(bits).length;
  }

  /** What someone who must act now does, as in walker.py: what every resolution has, with tests not recorded read as not done, and
   * what an author wrote for what is not known. Where neither says how to go on it asks, and holds what is open as urgent as it could be; where
   * what an author wrote is less urgent than every answer, as urgent as the least of them. */
  acting(facts) {
    const { nodes, edges, start } = this.words;
    const known = facts.known.map((value, at) => {
      const bounds = facts.bounds[at];
      return value === undefined && this.words.findings[at].optional && (!bounds || bounds.notDone) ? NOT_DONE : value;
    });
    const status = this.status({ ...facts, known }), steps = [], sure = status.must[start];
    const has = (marks, at) => ((marks >> this.levels) >> BigInt(at)) & 1n;
    let met = sure;
    nodes.forEach((node, at) => {
      if (!has(met, at)) return;
      const step = { node: at, because_not_known: !has(sure, at), asks: [], until: 0 };
      steps.push(step);
      const ways = this.out[at].filter(way => status.edges[way]), open = ways.filter(way => status.edges[way] === OPEN);
      const until = Math.max(0, ...open.map(way => this.level(status.may[edges[way].target])));
      const differs = ((status.may[at] & ~met) >> this.levels) & this.doing;
      if (!differs || ways.length < 2 || (open.length < ways.length && until <= this.level(met))) return;
      const asks = numbers(open.reduce((bits, way) => bits | status.why[way], 0n));
      if (node.aside === null) {
        Object.assign(step, { asks, until });
        return;
      }
      const least = Math.min(...ways.map(way => this.level(status.must[edges[way].target])));
      met |= status.must[node.aside];
      if (open.length === ways.length && least > this.level(status.must[node.aside])) Object.assign(step, { asks, until: least });
    });
    return steps;
  }

  /** Why a node is not reached: {state: reached, waits or ruled_out, findings}: those to ask, or the fewest that rule it out. */
  whyNot(walk, node) {
    if (walk.reached.has(node)) return { state: "reached", findings: [] };
    const status = this.status(walk.facts, shortestReason(this.names));
    const bits = walk.possible.has(node) ? this.waiting(status, walk, node) : this.ruledOut(status, walk).get(node);
    return { state: walk.possible.has(node) ? "waits" : "ruled_out", findings: numbers(bits) };
  }

  waiting(status, walk, node) {
    const below = new Set([node]), edges = this.words.edges;
    for (let way = edges.length - 1; way >= 0; way--) {
      if (below.has(edges[way].target) && status.edges[way]) below.add(edges[way].source);
    }
    return edges.reduce((bits, edge, way) =>
      status.edges[way] === OPEN && walk.reached.has(edge.source) && below.has(edge.target) ? bits | status.why[way] : bits, 0n);
  }

  /** For each node ruled out, a smallest set of findings found that closes every way to it. */
  ruledOut(status, walk) {
    const reasons = new Map(), edges = this.words.edges;
    this.words.nodes.forEach((_, at) => {
      if (walk.reached.has(at) || walk.possible.has(at)) return;
      let closed = 0n;
      edges.forEach((edge, way) => {
        if (edge.target !== at) return;
        const options = reasons.has(edge.source) ? [reasons.get(edge.source)] : [];
        if (!status.edges[way]) options.push(status.why[way]);
        const added = option => numbers(option & ~closed).length;
        closed |= options.reduce((best, option) =>
          added(option) < added(best) || (added(option) === added(best) && inOrder(option, best, this.names)) ? option : best);
      });
      reasons.set(at, closed);
    });
    return reasons;
  }
}

/** Whether the names of one set stand before those of the other, read as sorted lists. */
function inOrder(one, other, names) {
  const [first, second] = [numbers(one).map(at => names[at]).sort(), numbers(other).map(at => names[at]).sort()];
  for (let at = 0; at < Math.min(first.length, second.length); at++) if (first[at] !== second[at]) return first[at] < second[at];
  return first.length < second.length;
}
