// One patient's findings: what is recorded, what closures and definitions add, and what contradicts itself, as in case.py.
//
// Findings have numbers. A value is 0 or 1, the place of a choice, -1 for not done, or a BigInt of units of 10^-30; undefined is not
// recorded. A case is {id, who, findings: Map(name -> true, false, text or a Figure), normal: [name], not_done: [name], statements, expect}.

const SURE = 3, OPEN = 2, RULED_OUT = 0, NOT_DONE = -1;
/** The normal value of a finding; undefined where it has none. */
const normalOf = finding =>
  finding.normal === null ? undefined : finding.type === "number" ? units(finding.normal) : finding.normal;

const down = size => size - (((size % ONE) + ONE) % ONE);
const up = size => -down(-size);

/** The numbers of the bits that are set, ascending. */
function numbers(bits) {
  const found = [];
  for (let at = 0; bits; ) {
    let part = Number(bits & 0xffffffffn);
    for (; part; part &= part - 1) found.push(at + 31 - Math.clz32(part & -part));
    bits >>= 32n;
    at += 32;
  }
  return found;
}

// What a finding may still be

const COMPARED = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "==": (a, b) => a === b,
};
const OPPOSITE = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

/** A test as data, made ready: `passing` values as bits, or `op` and `size`. */
const ready = test => ("op" in test ? { ...test, size: units(test.value) } : { ...test, passing: bitsOf(test.passing) });
const bitsOf = places => places.reduce((bits, place) => bits | (1n << BigInt(place)), 0n);

function passes(test, value) {
  if (value === NOT_DONE) return false;
  return "op" in test ? COMPARED[test.op](value, test.size) : ((test.passing >> BigInt(value)) & 1n) === 1n;
}

function wholeDomain(finding) {
  const notDone = finding.optional;
  if (finding.type === "number") {
    const ends = { low: units(finding.low), high: units(finding.high), lowOpen: false, highOpen: false };
    return { number: true, integer: finding.integer, notDone, ...ends };
  }
  return { values: (1n << BigInt(finding.values.length)) - 1n, notDone };
}

function point(finding, value) {
  if (finding.type !== "number") {
    return value === NOT_DONE ? { values: 0n, notDone: true } : { values: 1n << BigInt(value), notDone: false };
  }
  const number = { number: true, integer: finding.integer, lowOpen: false, highOpen: false };
  return value === NOT_DONE
    ? { ...number, low: 1n, high: 0n, notDone: true }
    : { ...number, low: value, high: value, notDone: false };
}

function hasValue(domain) {
  if (!domain.number) return domain.values !== 0n;
  return domain.low < domain.high || (domain.low === domain.high && !domain.lowOpen && !domain.highOpen);
}

/** The one value that is left; undefined where there are several or none. */
function only(domain) {
  if (!hasValue(domain)) return domain.notDone ? NOT_DONE : undefined;
  if (domain.notDone) return undefined;
  if (domain.number) return domain.low === domain.high ? domain.low : undefined;
  return domain.values & (domain.values - 1n) ? undefined : numbers(domain.values)[0];
}

/** The part of a domain on which a test is true, or on which it is false. */
function where(domain, test, holds) {
  const notDone = domain.notDone && !holds;
  if (!domain.number) return { values: domain.values & (holds ? test.passing : ~test.passing), notDone };
  let { low, high, lowOpen, highOpen } = domain;
  const op = holds ? test.op : OPPOSITE[test.op], size = test.size;
  if (op === ">" || op === ">=") {
    if (size > low || (size === low && op === ">" && !lowOpen)) [low, lowOpen] = [size, op === ">"];
  } else if (op === "<" || op === "<=") {
    if (size < high || (size === high && op === "<" && !highOpen)) [high, highOpen] = [size, op === "<"];
  }
  if (domain.integer) {
    low = lowOpen ? down(low) + ONE : up(low);
    high = highOpen ? up(high) - ONE : down(high);
    lowOpen = highOpen = false;
  }
  return { number: true, integer: domain.integer, low, high, lowOpen, highOpen, notDone };
}

function holdsNumber(domain, size) {
  const after = size > domain.low || (size === domain.low && !domain.lowOpen);
  const before = size < domain.high || (size === domain.high && !domain.highOpen);
  return after && before && (!domain.integer || size % ONE === 0n);
}

/** Whether every value left passes a test (3), none does (0), or some do (2). On not done every test is false. */
function truthOver(domain, test) {
  const equal = test.op === "==";
  const able = equal ? holdsNumber(domain, test.size) : hasValue(where(domain, test, true));
  if (!able) return 0;
  if (domain.notDone) return OPEN;
  const fails = equal
    ? hasValue(domain) && !(domain.low === domain.high && domain.low === test.size)
    : hasValue(where(domain, test, false));
  return fails ? OPEN : SURE;
}

function allows(domain, value) {
  if (value === NOT_DONE) return domain.notDone;
  if (domain.number) return holdsNumber(domain, value);
  return ((domain.values >> BigInt(value)) & 1n) === 1n;
}

/** The case without some of its entries: findings, scores or closures. */
function without(kase, names) {
  return {
    ...kase,
    findings: new Map([...kase.findings].filter(([name]) => !names.has(name))),
    normal: kase.normal.filter(name => !names.has(name)),
    not_done: kase.not_done.filter(name => !names.has(name)),
  };
}

/** Cases of one vocabulary -> facts: {known, bounds, scores, how, closed}, the first four by number. */
class Expander {
  constructor(words) {
    this.words = words;
    this.findings = words.findings;
    this.at = new Map(words.findings.map((finding, number) => [finding.name, number]));
    this.derived = new Set(words.derived);
    this.scoreAt = new Map(words.scores.map((score, number) => [score.name, number]));
    this.groups = new Map(words.groups.map(group => [group.name, group]));
    this.whole = words.findings.map(wholeDomain);
    this.normals = words.findings.map(normalOf);
    this.leaves = new Map(words.groups.map(group => [group.name, [group]]));
    for (const set of words.sets) this.leaves.set(set.name, set.groups.map(name => this.groups.get(name)));
    this.closers = new Map(words.groups.map(group => [
      group.name, [...this.leaves].filter(([, groups]) => groups.includes(group)).map(([name]) => name),
    ]));
    this.touching = words.findings.map(() => []);
    for (const rule of words.constraints) {
      const given = ready(rule.given), then = ready(rule.then);
      this.touching[given.finding].push({ given, then, holds: true, rule });
      this.touching[then.finding].push({ given: then, then: given, holds: false, rule });
    }
  }

  /** The facts of a case. throws: CaseFault with every fault; where entries contradict each other it carries the rest */
  expand(kase) {
    const { values, scores, singles, issues } = this.read(kase);
    if (issues.length) throw new CaseFault(issues);
    const facts = { known: new Array(this.findings.length).fill(undefined), bounds: [], scores, how: [], closed: [] };
    const blame = new Map();
    for (const [at, value] of values) {
      facts.known[at] = value;
      facts.how[at] = "recorded";
      blame.set(at, new Set([this.findings[at].name]));
    }
    let clash = this.conflict(kase, singles, values);
    const changed = [...values.keys()];
    for (const [at, { value, how }] of singles) {
      if (values.has(at)) continue;
      facts.known[at] = value;
      facts.how[at] = how;
      blame.set(at, new Set([this.findings[at].name]));
      changed.push(at);
    }
    clash ||= this.propagate(kase, facts, changed, blame);
    if (!clash) clash = this.propagate(kase, facts, this.close(kase, facts, blame), blame);
    if (clash) throw this.refusal(kase, clash);
    return facts;
  }

  read(kase) {
    const values = new Map(), singles = new Map(), scores = [], issues = [];
    for (const [name, raw] of kase.findings) {
      const fault = (message, hint = "") => issues.push({ where: `findings.${name}`, message, hint });
      if (this.at.has(name)) {
        const at = this.at.get(name), read = this.value(this.findings[at], raw);
        if (read.message) fault(read.message);
        else values.set(at, read.value);
      } else if (this.scoreAt.has(name)) {
        const read = this.points(name, raw);
        if (read.message) fault(read.message);
        else scores[this.scoreAt.get(name)] = read.value;
      } else if (this.derived.has(name)) fault(`${quoted(name)} is computed and cannot be recorded`, "record its findings");
      else if (this.leaves.has(name)) fault(`${quoted(name)} is a group`, `close it: "normal": ["${name}"]`);
      else fault(`unknown finding ${quoted(name)}`, didYouMean(name, [...this.at.keys(), ...this.words.recordable], issues));
    }
    for (const how of ["normal", "not_done"]) {
      for (const name of kase[how]) {
        const issue = this.unclosable(name, how, issues);
        if (issue) issues.push({ where: `${how}.${name}`, hint: "", ...issue });
        else if (this.at.has(name)) {
          const at = this.at.get(name), value = how === "not_done" ? NOT_DONE : this.normals[at];
          if (singles.has(at) && singles.get(at).value !== value) {
            issues.push({ where: `${how}.${name}`, message: `${name} stands in both normal and not_done`, hint: "" });
          }
          singles.set(at, { value, how });
        }
      }
    }
    return { values, scores, singles, issues };
  }

  /** The value of a finding that `raw` says, or why it cannot be one. */
  value(finding, raw) {
    if (raw === "not_done") {
      return finding.optional ? { value: NOT_DONE } : { message: `${finding.name} cannot be not_done: it is not a test` };
    }
    if (finding.type === "boolean") {
      return typeof raw === "boolean" ? { value: Number(raw) } : { message: `${finding.name} is ${shown(raw)}, expected true or false` };
    }
    if (finding.type === "choice") {
      const place = typeof raw === "string" ? finding.values.indexOf(raw) : -1;
      if (place >= 0) return { value: place };
      const hint = typeof raw === "string" ? didYouMean(raw, finding.values) : "";
      return { message: `${finding.name} is ${shown(raw)}, expected one of ${finding.values.join(", ")}${hint && "; "}${hint}` };
    }
    const size = raw instanceof Figure ? raw.units() : null;
    if (size !== null && size >= units(finding.low) && size <= units(finding.high) && (!finding.integer || size % ONE === 0n)) {
      return { value: size };
    }
    const kind = (finding.integer ? "a whole number" : "a number") + (finding.unit === "ratio" ? "" : ` of ${finding.unit}`);
    return { message: `${finding.name} is ${shown(raw)}, expected ${kind} from ${finding.low} to ${finding.high}${orTry(raw, this.words.reading)}` };
  }

  /** What a person typed for a finding: {raw}, or {message} where it cannot be one. */
  typed(finding, text) {
    const raw = typedNumber(text, this.words.reading), { message } = this.value(finding, raw);
    return message ? { message } : { raw };
  }

  typedScore({ name }, text) {
    const raw = typedNumber(text, this.words.reading), { message } = this.points(name, raw);
    return message ? { message } : { raw };
  }

  /** The points that `raw` says, or why it cannot be any. */
  points(name, raw) {
    const size = raw instanceof Figure ? raw.units() : null;
    return size === null || size % ONE ? { message: `${name} is ${shown(raw)}, expected a whole number of points${orTry(raw, this.words.reading)}` } : { value: size / ONE };
  }

  unclosable(name, how, issues) {
    if (this.at.has(name)) {
      const at = this.at.get(name);
      if (how === "not_done" && !this.findings[at].optional) return { message: `${name} cannot be not_done`, hint: "leave it out: it is then not recorded" };
      if (how === "normal" && this.normals[at] === undefined) return { message: `${name} has no normal value`, hint: "record it under findings" };
      return null;
    }
    const groups = this.leaves.get(name);
    if (!groups) {
      const known = [...this.at.keys(), ...this.groups.keys(), ...this.words.sets.map(set => set.name)];
      return { message: `unknown finding or group ${quoted(name)}`, hint: didYouMean(name, known, issues) };
    }
    const wrong = groups.filter(group => !group.closed_by.includes(how));
    if (!wrong.length) return null;
    const hint = `it is closed by ${listed(wrong[0].closed_by, "or")}`;
    return { message: `${listed(wrong.map(group => group.name))} cannot be closed as ${how}`, hint };
  }

  conflict(kase, singles, values) {
    for (const [at, { value, how }] of singles) {
      if (values.has(at) && values.get(at) !== value) {
        const finding = this.findings[at], recorded = values.get(at) === NOT_DONE ? "not_done" : shown(kase.findings.get(finding.name));
        return { message: `${finding.name} is recorded as ${recorded} and closed as ${how}`, names: new Set([finding.name]) };
      }
    }
    return null;
  }

  domain(facts, at) {
    return facts.known[at] !== undefined ? point(this.findings[at], facts.known[at]) : facts.bounds[at] ?? this.whole[at];
  }

  /** Takes what is true by definition as recorded, to a fixed point; the first contradiction, with the entries to blame. */
  propagate(kase, facts, changed, blame) {
    const byName = (one, other) => (this.findings[one].name < this.findings[other].name ? 1 : -1);
    const todo = changed.filter(at => this.touching[at].length).sort(byName);
    while (todo.length) {
      const at = todo.pop();
      for (const { given, then, holds, rule } of this.touching[at]) {
        const value = facts.known[at];
        const wanted = holds ? SURE : 0;
        const truth = value === undefined ? truthOver(this.domain(facts, at), given) : passes(given, value) ? SURE : 0;
        if (truth !== wanted) continue;
        const target = then.finding, before = this.domain(facts, target);
        const there = facts.known[target];
        if (there !== undefined ? passes(then, there) === holds : facts.bounds[target] && truthOver(before, then) === wanted) continue;
        const after = where(before, then, holds);
        if (!hasValue(after) && !after.notDone) {
          const both = [rule.given, rule.then].map(side => this.findings[side.finding].name).join(" and ");
          const names = new Set([...this.blamed(kase, at, blame, facts), ...this.blamed(kase, target, blame, facts)]);
          return { message: `${both} contradict each other (${rule.id}: ${rule.why})`, names };
        }
        blame.set(target, new Set([...this.blamed(kase, at, blame, facts), ...(blame.get(target) ?? [])]));
        const left = only(after);
        if (left === undefined) facts.bounds[target] = after;
        else {
          facts.bounds[target] = undefined;
          facts.known[target] = left;
          facts.how[target] ??= rule.id;
        }
        todo.push(target);
      }
    }
    return null;
  }

  /** The entries of the case that a known finding comes from. */
  blamed(kase, at, blame, facts) {
    if (blame.has(at)) return blame.get(at);
    return (this.closers.get(facts.how[at]) ?? []).filter(name => kase.normal.includes(name) || kase.not_done.includes(name));
  }

  /** Fills what is still open in each closed group; the findings filled. */
  close(kase, facts, blame) {
    const added = [];
    for (const how of ["normal", "not_done"]) {
      for (const closure of kase[how]) {
        for (const group of this.leaves.get(closure) ?? []) {
          const filled = [];
          for (const at of group.members) {
            if (facts.known[at] !== undefined) continue;
            const value = how === "not_done" ? NOT_DONE : this.normals[at];
            if (facts.bounds[at] !== undefined) {
              if (!allows(facts.bounds[at], value)) continue;
              facts.bounds[at] = undefined;
              blame.delete(at);
            }
            facts.known[at] = value;
            facts.how[at] = group.name;
            filled.push(at);
          }
          facts.closed.push({ group, how, filled });
          added.push(...filled);
        }
      }
    }
    return added;
  }

  refusal(kase, { message, names }) {
    const sorted = [...names].sort();
    const issues = [{ where: `findings.${sorted[0]}`, message, hint: `correct ${listed(sorted, "or")}` }];
    let rest = without(kase, names);
    try {
      this.expand(rest);
    } catch (error) {
      if (!(error instanceof CaseFault)) throw error;
      issues.push(...error.issues);
      rest = error.remaining ?? rest;
    }
    return new CaseFault(issues, rest);
  }
}

/** A recorded value as words: yes, not done, 0.82, 3 cm. */
function valueWords(finding, value) {
  if (value === NOT_DONE) return "not done";
  if (finding.type === "boolean") return value ? "yes" : "no";
  if (finding.type === "choice") return finding.values[value].replaceAll("_", " ");
  return `${decimal(value)} ${finding.unit === "ratio" ? "" : finding.unit}`.trim();
}

/** The raw entry of a value, as a case file has it. */
function rawOf(finding, value) {
  if (value === NOT_DONE) return "not_done";
  if (finding.type === "boolean") return value === 1;
  return finding.type === "choice" ? finding.values[value] : new Figure(decimal(value));
}
