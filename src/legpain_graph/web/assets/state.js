// The case being entered, how it came to be, and the walk of it.

const copyCase = kase => ({ ...kase, findings: new Map(kase.findings), normal: [...kase.normal], not_done: [...kase.not_done] });

class State {
  constructor(engine) {
    this.engine = engine;
    this.words = engine.words;
    this.past = [];
    this.unknown = new Set();
    this.listeners = [];
    this.accept(emptyCase());
    this.saved = this.case;
  }

  /** Whether something would be lost if the page were closed. */
  get unsaved() {
    const entries = ({ findings, normal, not_done, who }) => findings.size + normal.length + not_done.length + who.length;
    return this.case !== this.saved && Boolean(entries(this.case) || entries(this.saved));
  }

  /** Walks a case. Of one that contradicts itself what remains is walked, and `fault` says what is wrong. */
  accept(kase) {
    let fault = null, walked = kase;
    for (let tries = 0; tries < 10; tries++) {
      try {
        this.walk = this.engine.walk(walked);
        break;
      } catch (error) {
        if (!(error instanceof CaseFault) || error.remaining === null) throw error;
        fault ??= error;
        walked = error.remaining;
      }
    }
    this.case = kase;
    this.fault = fault;
  }

  /** Changes the case. throws: CaseFault where it cannot be read at all; then nothing is changed */
  change(action) {
    const before = this.case, next = copyCase(before);
    action(next);
    this.accept(next);
    this.past.push(before);
    this.changed();
  }

  replace(kase) {
    this.change(next => Object.assign(next, copyCase(kase)));
    this.saved = this.case;
    this.unknown.clear();
    this.changed(true);
  }

  undo() {
    const before = this.past.pop();
    if (before) this.accept(before);
    this.changed();
  }

  /** `anew`: another case, not an answer more. */
  changed(anew = false) {
    for (const listener of this.listeners) listener(anew);
  }

  /** Records a finding; undefined takes it back. */
  record(at, raw) {
    const { name } = this.words.findings[at];
    this.unknown.delete(at);
    this.change(next => {
      for (const how of ["normal", "not_done"]) next[how] = next[how].filter(item => item !== name);
      if (raw === undefined) next.findings.delete(name);
      else next.findings.set(name, raw);
    });
  }

  /** Closes a group, or opens it again. */
  close(name, how) {
    this.change(next => {
      const there = next[how].includes(name);
      for (const word of ["normal", "not_done"]) next[word] = next[word].filter(item => item !== name);
      if (!there) next[how].push(name);
    });
  }

  /** Not recorded, and said to be so: it is asked last. */
  doNotKnow(at) {
    this.unknown.add(at);
    if (this.case.findings.has(this.words.findings[at].name)) this.change(next => next.findings.delete(this.words.findings[at].name));
    else this.changed();
  }

  /** The outcome in one line; where entries contradict each other nothing is settled but an emergency. */
  headline() {
    const { walk, words, fault } = this;
    if (!fault) return headline(this.engine, walk);
    const [least, most] = [words.urgencies[walk.floor].words, words.urgencies[walk.ceiling].words];
    return `CONTRADICTION - correct the entries. Without them: at least ${least}, at most ${most}.`;
  }

  closedBy(group) {
    return ["normal", "not_done"].find(how =>
      this.case[how].some(name => this.engine.expander.leaves.get(name)?.includes(group))) ?? null;
  }

  /** What was recorded of a finding by its own name, as it stands in the case. */
  raw(at) {
    const { name } = this.words.findings[at];
    if (this.case.findings.has(name)) return this.case.findings.get(name);
    if (this.case.not_done.includes(name)) return "not_done";
    return undefined;
  }
}
