// One page on paper: what a note says, small enough to fit.

/** The part of an A4 or Letter sheet that surely prints, in CSS pixels. */
const PAGE_HEIGHT = 955, SIZES = [10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6];

function fillPrint(state, parent) {
  const { engine, walk, fault } = state;
  const item = line => h("li", {}, line.lead && !["-", "x", "!"].includes(line.lead) ? h("b", { text: `${line.lead}${/^\d+$/.test(line.lead) ? "." : ""} ` }) : null, line.text, line.margin ? h("span", { class: "aside", text: ` [${line.margin}]` }) : null);
  const parts = sections(engine, walk, { commands: false }).map(section =>
    h("section", {}, h("h2", {}, section.title, section.margin ? h("span", { class: "aside", text: ` ${section.margin}` }) : null), h("ul", {}, section.lines.map(item))));
  parent.replaceChildren(
    h("h1", { text: state.headline() }), h("p", { class: "identity", text: identity(engine.words) }),
    h("p", { class: "who", text: fault ? fault.issues.map(issue => issue.message).join("; ") : walk.case.who }),
    h("div", { class: "columns" }, parts));
  parent.classList.add("measured");
  for (const size of SIZES) {
    parent.style.fontSize = `${size}pt`;
    if (parent.scrollHeight <= PAGE_HEIGHT) break;
  }
  parent.classList.remove("measured");
}
