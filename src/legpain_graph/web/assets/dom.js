// Elements, made of text only: nothing from a pathway or a case is ever read as HTML.

/** An element. `props`: class, text, data (attributes data-*), on (listeners), any attribute; false and null are left out. */
function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "on") for (const [event, action] of Object.entries(value)) element.addEventListener(event, action);
    else if (name === "value") {
      element.value = value;
      if (tag === "input") element.setAttribute("value", value);
    }
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** What the page stands in: apart from the document, so that a page saved by the browser holds no patient. */
let root = document;

const $ = id => root.getElementById(id);

/** A button; `key` lets the focus find it again when the page is drawn anew. */
function button(text, key, action, props = {}, ...children) {
  return h("button", { type: "button", text, data: { key }, on: { click: event => { if (guard.isSingle(event)) action(event); } }, ...props }, ...children);
}

/** What was typed in a field that is being left: it counts at once, or after the click that left it, so that this still finds its button;
 * before anything else is done it has been done. */
const typed = {
  waiting: [],
  pointerDown: false,
  later(take) {
    this.waiting.push(take);
    if (!this.pointerDown) setTimeout(() => this.take());
  },
  take() { while (this.waiting.length) this.waiting.shift()(); },
  watch(root) {
    root.addEventListener("pointerdown", () => { this.pointerDown = true; }, true);
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => { this.pointerDown = false; setTimeout(() => this.take()); }, true);
    }
  },
};

/** A button that changes what is recorded; afterwards the focus is on the question, or on what has come in its place. */
function answerButton(text, key, action, props = {}) {
  return button(text, key, event => {
    if (guard.takes(event)) answering(event.currentTarget, action, { scroll: !event.detail });
  }, props);
}

/** Does what an answer does. The focus is never left on an answer: what comes next is not answered by the same key. */
function answering(element, action, { scroll = true } = {}) {
  const list = $("question-list"), places = () => [...list.querySelectorAll("[data-place]")];
  const mine = element.closest("[data-place]"), at = places().indexOf(mine);
  typed.take();
  action();
  const now = places(), next = now.find(item => item.dataset.place === mine?.dataset.place) ?? now[Math.min(at, now.length - 1)] ?? list;
  next.focus({ preventScroll: !scroll });
}

/** Fills `parent` anew. What is as it was stays the very same element; the focus stays where it was, or goes to the list. */
function refill(parent, ...children) {
  const focused = parent.contains(root.activeElement) ? root.activeElement : null, { key } = focused?.dataset ?? {};
  const before = new Map([...parent.children].filter(child => child.dataset.card).map(child => [child.dataset.card, child]));
  const next = children.flat(9).filter(Boolean).map(child => {
    const same = before.get(child.dataset.card);
    return same?.isEqualNode(child) ? same : child;
  });
  const top = parent.scrollTop;
  for (const child of [...parent.children]) if (!next.includes(child)) child.remove();
  next.forEach((child, at) => { if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null); });
  parent.scrollTop = top;
  if (!focused || parent.contains(root.activeElement)) return;
  const same = key && parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (same || parent.closest("[tabindex]"))?.focus({ preventScroll: true });
}

/** A small mark that tells an urgency in words. */
const urgencyMark = (words, urgency, before = "") => !isOrdered(words) ? null :
  h("span", { class: `urgency u${urgency}`, text: before + words.urgencies[urgency].short });

/** Statement ids as buttons that show what the statement says. */
function citations(words, statements) {
  if (!statements?.length) return null;
  const shownOnes = statements.filter(id => id in words.statements);
  return h("span", { class: "cites" },
    shownOnes.slice(0, 3).map(id => button(id, `cite:${id}`, () => showStatements(words, statements), { class: "cite", "aria-label": `Statement ${id}` })),
    shownOnes.length > 3 ? button(`+${shownOnes.length - 3}`, `more:${shownOnes[3]}`, () => showStatements(words, statements), { class: "cite", "aria-label": `${shownOnes.length - 3} more statements` }) : null,
    isAdded(words, statements) ? h("span", { class: "added", text: "added", title: "Not from the source: a decision of this pathway" }) : null);
}

/** The statements as a list. */
const statementList = (words, statements) =>
  h("ul", { class: "statements" }, statements.filter(id => id in words.statements).map(id => {
    const { text, guideline, decision } = words.statements[id];
    return h("li", {}, h("span", { class: "id", text: id }), h("span", {}, text,
      guideline ? h("span", { class: "guideline", text: guideline, title: words.guidelines[guideline] ?? guideline }) : null,
      decision ? h("span", { class: "added", text: `decision: ${decision}` }) : null));
  }));

const showStatements = (words, statements) => openSheet("What the source says, in our words", statementList(words, statements));

/** A dialog; Escape and the button close it. */
function openSheet(title, ...children) {
  const sheet = $("sheet");
  sheet.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", { id: "sheet-title", text: title }), button("Close", "close", () => sheet.close(), { class: "quiet" })),
    h("div", { class: "sheet-body", tabindex: "0", role: "region", "aria-labelledby": "sheet-title" },
      ...children, h("p", { class: "disclaimer", text: root.querySelector(".foot p").textContent })));
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
}

/** Names of the vocabulary as words: dvt_signs is DVT signs. Abbreviations are those that its own labels write in capitals. */
function titleMaker(words) {
  const texts = [
    ...words.findings.map(finding => `${finding.label} ${finding.question} ${finding.definition}`), ...words.nodes.map(node => node.title),
    ...Object.values(words.statements).map(item => item.text),
  ];
  const capitals = new Set(texts.join(" ").match(/\b[A-Z]{2,}\b/g) ?? []);
  return name => {
    const parts = name.split("_").map(part => (capitals.has(part.toUpperCase()) ? part.toUpperCase() : part));
    return parts[0].slice(0, 1).toUpperCase() + parts[0].slice(1) + parts.slice(1).map(part => ` ${part}`).join("");
  };
}
