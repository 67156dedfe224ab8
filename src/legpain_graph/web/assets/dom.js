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
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

const $ = id => document.getElementById(id);

/** Whether something was typed since the last click. */
const hand = { typed: false };

/** A button; `key` lets the focus find it again when the page is drawn anew. The second click of a double click does nothing: by then
 * another question may stand there. Typing in between makes it a click of its own. */
function button(text, key, action, props = {}) {
  const click = event => {
    if (event.detail > 1 && !hand.typed) return;
    hand.typed = false;
    action(event);
  };
  return h("button", { type: "button", text, data: { key }, on: { click }, ...props });
}

/** Fills `parent` anew; the focus stays where it was, or goes to what has come in its place. */
function refill(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key, card = focused?.closest("[data-card]");
  const place = card ? [...parent.querySelectorAll("[data-card]")].indexOf(card) : -1;
  const top = parent.scrollTop;
  parent.replaceChildren(...children.flat(9).filter(Boolean));
  parent.scrollTop = top;
  if (!focused) return;
  const same = key && parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const cards = [...parent.querySelectorAll("[data-card]")];
  const next = same || cards[Math.min(place, cards.length - 1)]?.querySelector("button, input") || parent.querySelector("button, input");
  next?.focus({ preventScroll: Boolean(same) });
}

/** A small mark that tells an urgency in words. */
const urgencyMark = (words, urgency, before = "") =>
  h("span", { class: `urgency u${urgency}`, text: before + (urgency === EMERGENCY ? "999" : words.urgencies[urgency].words) });

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
      ...children, h("p", { class: "disclaimer", text: document.querySelector(".top .disclaimer").textContent })));
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
