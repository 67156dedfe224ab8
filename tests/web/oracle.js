// The log of what was meant, kept beside the page: each key, pointer or figure that went down on something that had stood there, as it
// reads, for a tenth of a second; a pixel is no move. Whatever is then recorded must be what the last of them says, to the value; what is not is `strange`.
(() => {
  const READ = 100;
  const { words, engine, interview } = page, { expander } = engine;
  const oracle = window.oracle = { acts: 0, heard: {}, strange: [] };
  const seen = new Map(), written = new Map(), history = [];
  let last = null, unmeant = false, before = "", passed = "";

  const key = element => element?.dataset?.key ?? (element?.id ? `#${element.id}` : "");

  function look() {
    const now = performance.now(), here = new Set(), texts = new Map();
    for (const element of root.querySelectorAll("#question-list [data-key]")) {
      const card = element.closest("[data-card]"), { top, left } = element.getBoundingClientRect();
      if (!texts.has(card)) texts.set(card, card.textContent);
      const text = texts.get(card), name = element.dataset.key, known = seen.get(name);
      const still = known?.text === text && Math.max(Math.abs(known.spot.top - top), Math.abs(known.spot.left - left)) <= 1, spot = still ? known.spot : { top, left };
      here.add(name);
      seen.set(name, { text, spot, since: known?.text === text ? known.since : now, there: still ? known.there : now });
    }
    for (const name of [...seen.keys()]) if (!here.has(name)) seen.delete(name);
    requestAnimationFrame(look);
  }

  function isRead(element, event) {
    if (!$("question-list").contains(element)) return true;
    const known = seen.get(key(element)), since = event.type === "pointerdown" ? known?.there : known?.since;
    return Boolean(known) && event.timeStamp - since >= READ;
  }

  function begin(element, event) {
    if (!element || event.repeat || !isRead(element, event)) {
      if (element) passed = `${key(element)} ${event.type}${event.repeat ? " repeated" : ""} ${Math.round(event.timeStamp - (seen.get(key(element))?.there ?? NaN))} ms`;
      return;
    }
    oracle.acts++;
    last = {
      key: key(element), used: false,
      lines: [...root.querySelectorAll("#question-list .line")].map(line => line.dataset.place),
      sentences: [...root.querySelectorAll("#question-list .sentences li")].map(item => item.textContent),
    };
  }

  window.addEventListener("pointerdown", event => begin(event.composedPath()[0].closest?.("button, summary"), event), true);
  window.addEventListener("keydown", event => {
    const element = root.activeElement;
    if (event.key === "Enter" || event.key === " ") begin(element?.closest("button, summary"), event);
    if (event.key === "z" && event.ctrlKey) begin($("undo"), event);
  }, true);
  window.addEventListener("beforeinput", event => { unmeant = !isRead(event.composedPath()[0], event); }, true);
  window.addEventListener("input", event => {
    const field = event.composedPath()[0], name = key(field).replace(/^n:/, "");
    if (!key(field).startsWith("n:")) return;
    if (!unmeant) written.set(name, field.value);
    else queueMicrotask(() => { if (field.value && field.value !== written.get(name)) oracle.strange.push(`${name}: "${field.value}" stayed in its field`); });
  }, true);

  const plain = raw => (raw instanceof Figure ? raw.plain() : raw);
  const flat = ({ case: kase, notKnown, opened }) => new Map([
    ...[...kase.findings].map(([name, raw]) => [`is ${name}`, plain(raw)]), ...kase.normal.map(name => [`normal ${name}`, true]),
    ...kase.not_done.map(name => [`not_done ${name}`, true]), ...[...notKnown].map(name => [`unknown ${name}`, true]), ...[...opened].map(name => [`some ${name}`, true]),
  ]);
  const isSame = (one, other) => one.size === other.size && [...one].every(([name, value]) => other.get(name) === value);
  const recorded = now => new Map([...now].filter(([name]) => /^(is|normal|not_done) /.test(name)));
  const nothing = { notKnown: new Set(), opened: new Set() };

  /** What a moment says of a line, as the interview takes it. */
  const said = (moment, name) => (moment.notKnown.has(name) ? null : moment.opened.has(name) ? true
    : moment.case.findings.get(name) ?? (moment.case.not_done.includes(name) ? "not_done" : undefined));

  function answered(act, moment, now) {
    const { shown } = moment;
    if (!shown || shown.lines.map(line => line.name).join() !== act.lines.join()) return false;
    const replies = new Map(shown.lines.map(line => [line.name, said(moment, line.name)]).filter(([, raw]) => raw !== undefined));
    const after = interview.answer(engine.walk(moment.case), shown, replies, act.key === "screen:none", moment.notKnown, moment.opened);
    const signed = act.key === "screen:none" ? act.sentences : [];
    return isSame(recorded(flat({ case: after.case, ...nothing })), recorded(now)) && page.signed.join("\n") === signed.join("\n");
  }

  /** Whether what changed is what the act says. */
  function explains(act, was, now, changed) {
    if (!act || act.used) return false;
    const [kind, name, what] = act.key.split(":"), left = [...now.keys()].filter(entry => entry.endsWith(` ${name}`));
    const only = changed.every(entry => entry.endsWith(` ${name}`));
    switch (kind) {
      case "a": {
        const at = expander.at.get(name), is = what === "unknown" ? `unknown ${name}` : at === undefined ? `some ${name}` : `is ${name}`;
        if (!only || left.some(entry => entry !== is)) return false;
        return is !== `is ${name}` || !now.has(is) || now.get(is) === rawOf(words.findings[at], Number(what));
      }
      case "g": return only && left.every(entry => entry === `${what} ${name}`);
      case "r": return only && !left.length;
      case "screen":
        if (name === "again") return changed.every(entry => entry.startsWith("unknown "));
        if (name === "undo") return history.some(before => isSame(before, now));
        return answered(act, page.past.at(-1), now);
      case "#undo": case "undo-fault": return history.some(before => isSame(before, now));
      case "#new": return now.size === 0;
      case "example": return isSame(now, flat({ case: parseCase(words.examples[Number(name)], words.reading).kase, ...nothing }));
      default: return false;
    }
  }

  /** Whether it is a number that was written in its field, to the digit, or taken out of it; it counts once. */
  function isWritten(now, changed) {
    const [name] = [...written.keys()].filter(one => changed.every(entry => entry.endsWith(` ${one}`)));
    if (name === undefined) return false;
    const text = stripped(written.get(name)), read = typedNumber(text, words.reading);
    written.delete(name);
    return text === "" ? !now.has(`is ${name}`) : now.get(`is ${name}`) === plain(read) && read instanceof Figure;
  }

  let was = flat(page);
  page.listeners.push(() => {
    const now = flat(page), changed = [...new Set([...was.keys(), ...now.keys()])].filter(entry => was.get(entry) !== now.get(entry));
    if (!changed.length) return;
    const typed = isWritten(now, changed), own = !typed && explains(last, was, now, changed);
    const what = changed.map(entry => `${entry} = ${now.get(entry)}`).join(", ");
    if (typed || own) {
      const kind = own ? last.key.split(":").slice(0, last.key.startsWith("screen") ? 2 : 1).join(":") : "n";
      oracle.heard[kind] = (oracle.heard[kind] ?? 0) + 1;
    } else oracle.strange.push(`${what}; ${before}; last meant: ${last?.key}${last?.used ? ", and done" : ""}; not read: ${passed}`);
    before = `before: ${what}`;
    if (own) last.used = true;
    if (!history.some(before => isSame(before, was))) history.push(was);
    was = now;
  });
  look();
})();
