// On paper: the note, or the patient's sheet, each dated, with the path drawn, on one page where that can be read. On the screen the same.

/** The part of an A4 or Letter sheet that surely prints, in CSS pixels. Sizes of letters in points: the largest, the least at which one page
 * is still read, and what a paper has that needs more pages than one. */
const PAGE_HEIGHT = 955, SIZES = { note: { most: 10, least: 7, pages: 9 }, patient: { most: 13, least: 9, pages: 12 } };

const today = () => new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** The note, section by section. */
function noteParts(engine, walk) {
  const item = line => h("li", {}, line.lead && !["-", "x", "!"].includes(line.lead) ? h("b", { text: `${line.lead}${/^\d+$/.test(line.lead) ? "." : ""} ` }) : null, line.text, line.margin ? h("span", { class: "aside", text: ` [${line.margin}]` }) : null);
  return sections(engine, walk, { commands: false }).map(section =>
    h("section", {}, h("h3", {}, section.title, section.margin ? h("span", { class: "aside", text: ` ${section.margin}` }) : null), h("ul", {}, section.lines.map(item))));
}

/** The patient's sheet, without its title. */
const leafletParts = (engine, walk) => leaflet(engine, walk).parts.map(({ title, lines, bullets }) =>
  h("section", {}, title ? h("h3", { text: title }) : null, bullets ? h("ul", { class: "plain" }, lines.map(text => h("li", { text }))) : h("p", { text: lines[0] })));

/** The path as boxes in turn, each in the colour of its kind, an end in that of its urgency, with the ways that were taken. */
function pathDrawn(words, walk) {
  return h("ol", { class: "drawn", "aria-label": "The path" }, walk.path.map((step, at) => {
    const { kind, title, urgency } = words.nodes[step.node], ways = step.taken.map(way => words.edges[way.edge].label).filter(Boolean);
    return h("li", {}, h("span", { class: urgency === null ? `kind kind-${kind}` : `urgency u${urgency}`, text: `${at + 1} ${title}` }), ways.length ? h("span", { class: "ways-on", text: ways.join("; ") }) : null);
  }));
}

function fillPrint(state, parent, paper) {
  const { engine, walk, words, fault } = state, forPatient = paper === "patient" && !fault;
  const said = fault ? fault.issues.map(issue => issue.message).join("; ") : walk.case.who;
  parent.className = `print-page ${forPatient ? "patient" : "note"}`;
  parent.replaceChildren(
    h("h2", { text: forPatient ? leaflet(engine, walk).title : state.headline() }),
    h("p", { class: "who" }, said ? `${said} - ` : "", today()),
    forPatient ? "" : h("p", { class: "identity", text: identity(words) }),
    h("div", { class: "columns" }, forPatient ? leafletParts(engine, walk) : noteParts(engine, walk)),
    pathDrawn(words, walk), forPatient ? h("p", { class: "identity", text: identity(words).split(". ")[0] }) : "");
  parent.classList.add("measured");
  const { most, least, pages } = SIZES[forPatient ? "patient" : "note"];
  let size = most;
  const fits = () => { parent.style.fontSize = `${size}pt`; return parent.scrollHeight <= PAGE_HEIGHT; };
  while (!fits() && size > least) size -= 0.5;
  if (!fits()) parent.style.fontSize = `${pages}pt`;
  parent.classList.remove("measured");
}
