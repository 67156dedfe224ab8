// The case being entered, how it came to be, and the walk of it.

const copyCase = kase => ({ ...kase, findings: new Map(kase.findings), normal: [...kase.normal], not_done: [...kase.not_done] });

class State {
  constructor(engine) {
    Object.assign(this, { engine, words: engine.words, interview: new Interview(engine), past: [], listeners: [] });
    Object.assign(this, { notKnown: new Set(), opened: new Set(), shown: undefined, signed: [] });
    this.accept(emptyCase());
    this.saved = this.case;
  }

  /** What an undo brings back. `notKnown`: findings and groups said not to be known; `opened`: groups of results of which some exist;
   * `shown`: the screen that is being answered, undefined where the next one is to be found; `signed`: what the last one signed. */
  moment() {
    const { case: kase, notKnown, opened, shown, signed } = this;
    return { case: kase, notKnown, opened, shown, signed };
  }

  /** What is asked now; null where nothing is, or where entries contradict each other. */
  get screen() {
    if (this.shown === undefined) this.shown = this.fault ? null : this.interview.next(this.walk, this.notKnown, this.opened);
    return this.shown;
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

  /** One step, that one undo takes back. `keep`: the screen that is being answered stays. `anew`: another case, not an answer more.
   * throws: CaseFault where the case cannot be read at all; then nothing is changed */
  step(action, { keep = false, anew = false } = {}) {
    const before = this.moment(), next = { ...before, case: copyCase(before.case), notKnown: new Set(before.notKnown), opened: new Set(before.opened) };
    if (!keep) next.shown = undefined;
    action(next);
    this.accept(next.case);
    Object.assign(this, next);
    this.past.push(before);
    if (anew) this.saved = this.case;
    this.changed(anew);
  }

  change(action, options) { this.step(next => action(next.case), options); }

  replace(kase) {
    this.step(next => Object.assign(next, { case: copyCase(kase), notKnown: new Set(), opened: new Set(), signed: [] }), { anew: true });
  }

  undo() {
    const before = this.past.pop();
    if (before) {
      this.accept(before.case);
      Object.assign(this, before);
    }
    this.changed();
  }

  changed(anew = false) {
    for (const listener of this.listeners) listener(anew);
  }

  /** Records a finding; undefined takes it back. */
  record(at, raw, options) {
    const { name } = this.words.findings[at];
    this.step(next => {
      this.clear(next, name);
      if (raw !== undefined) next.case.findings.set(name, raw);
    }, options);
  }

  /** Takes back whatever was said of a finding or group by its own name. */
  clear(next, name) {
    for (const how of ["normal", "not_done"]) next.case[how] = next.case[how].filter(item => item !== name);
    next.case.findings.delete(name);
    next.notKnown.delete(name);
    next.opened.delete(name);
  }

  /** Closes a group, or opens it again. */
  close(name, how, options) {
    this.step(next => {
      const there = next.case[how].includes(name);
      this.clear(next, name);
      if (!there) next.case[how].push(name);
    }, options);
  }

  /** Not recorded, and said to be so: it is asked last. Said twice it is taken back. */
  doNotKnow(name, options) {
    this.step(next => {
      const there = next.notKnown.has(name);
      this.clear(next, name);
      if (!there) next.notKnown.add(name);
    }, options);
  }

  /** Of a group of results: there is one, so that each is asked for; or nothing is said of it. */
  expect(name, some) {
    this.step(next => {
      this.clear(next, name);
      if (some) next.opened.add(name);
    }, { keep: true });
  }

  /** What is said of a line so far, as the interview takes it; undefined where nothing is. */
  saidOf({ name }) {
    if (this.notKnown.has(name)) return null;
    if (this.opened.has(name)) return true;
    return this.case.findings.get(name) ?? (this.case.not_done.includes(name) ? "not_done" : undefined);
  }

  said() {
    return new Map(this.screen.lines.map(line => [line.name, this.saidOf(line)]).filter(([, raw]) => raw !== undefined));
  }

  /** The sentences that "none of the others" would sign now. throws: CaseFault where they contradict what is recorded */
  signs() { return this.interview.signs(this.walk, this.screen, this.said()); }

  /** Answers the screen: of the lines left alone what `others` says. throws: CaseFault; then nothing is changed */
  answer(others) {
    const after = this.interview.answer(this.walk, this.screen, this.said(), others, this.notKnown, this.opened);
    this.step(next => Object.assign(next, { case: after.case, notKnown: after.notKnown, opened: after.opened, signed: after.sentences }));
  }

  askAgain() { this.step(next => { next.notKnown = new Set(); }); }

  /** The outcome in one line; where entries contradict each other nothing is settled but an emergency. */
  headline() {
    const { walk, words, fault } = this;
    if (!fault) return headline(this.engine, walk);
    const [least, most] = [words.urgencies[walk.floor].words, words.urgencies[walk.ceiling].words];
    if (!isOrdered(words)) return `CONTRADICTION - correct the entries. Without them: ${headline(this.engine, walk)}`;
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
