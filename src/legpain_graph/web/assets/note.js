// A walk in words, as note.py says it: the outcome first, then what to do, then what is open, then why.
// An open walk never reads as reassurance: it leads with what is not cleared. Only a settled walk says what its level may, such as "no red flag".

const SHOWN = 10, FEW = 6;

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const lower = text => text.slice(0, 1).toLowerCase() + text.slice(1);
const unique = items => [...new Set(items)];

/** Whether nothing is open, and no alarming value is without somebody who deals with it. */
const isClear = walk => walk.settled && walk.complete && (walk.stopped || !walk.unheeded.length);

/** Whether all is settled, how soon only, or nothing: the word that stands first. */
const stateOf = (words, walk) => (!walk.settled ? "Not settled" : walk.complete ? (isClear(walk) ? "Settled" : "A clinician decides") : walk.stopped ? `${words.urgencies[walk.floor].short}, whatever is not known` : "Plan open");

/** The outcome in one line, as headline.py: "settled" is never said beside something open. */
function headline(engine, walk) {
  const several = walk.stopped ? "" : values(engine.words, walk, walk.unheeded);
  return settledOrNot(engine, walk, several) + (several ? ` NOT DEALT WITH, A CLINICIAN DECIDES: ${several}.` : "");
}

/** Where endings are treatments: those that are sure, and while one more is possible, which. */
function endingsOrNot({ words }, walk, unheeded) {
  const titles = endTitles(words, walk);
  if (!walk.settled) {
    const could = openTitles(words, walk), more = could.length > 3 ? ` and ${could.length - 3} more` : "";
    const sure = walk.outcomes.length ? ` Sure: ${titles}.` : "";
    return `NOT SETTLED - could still be ${could.slice(0, 3).join("; ")}${more}.${sure}`;
  }
  if (!walk.complete) return `PLAN OPEN: ${count(walk.decides_plan.length, "answer")} missing. ${titles}.`;
  return unheeded ? `${titles}.` : `SETTLED - ${titles}.`;
}

/** The refers and stops that are possible and not sure. */
const openTitles = ({ nodes }, walk) => unique([...walk.possible].filter(at => nodes[at].urgency !== null).map(at => nodes[at].title));

function settledOrNot(engine, walk, unheeded) {
  if (!isOrdered(engine.words)) return endingsOrNot(engine, walk, unheeded);
  const { urgencies } = engine.words, least = urgencies[walk.floor], { headline } = least;
  if (!walk.settled) return `NOT SETTLED - could still be ${urgencies[walk.ceiling].could_be}. At least: ${least.words}.`;
  const titles = endTitles(engine.words, walk);
  if (!walk.complete && walk.stopped) return `${least.words}, whatever is not known. ${titles}.`;
  if (!walk.complete) return `${headline} - PLAN OPEN: ${count(walk.decides_plan.length, "answer")} missing. ${titles}.`;
  if (unheeded) return `${headline}. ${titles}.`;
  const flag = least.nothing_urgent ? `, ${least.nothing_urgent}` : "";
  return `${headline} - settled${flag}. ${titles}.`;
}

/** Where it ends at the urgency that is sure, or where it waits. */
function endTitles({ nodes }, walk, join = titles => titles.join("; ")) {
  const ends = join(unique(walk.outcomes.filter(at => nodes[at].urgency === walk.floor).map(at => nodes[at].title)));
  if (ends || walk.complete) return ends;
  const waits = walk.path.filter(step => !step.taken.length && nodes[step.node].edges.length).map(step => nodes[step.node].title);
  return `Waits at: ${waits.join("; ")}`;
}

/** Those of some lines that may be about this patient: their guard is not surely false, and true where the line has to be sure. */
const about = (walk, lines) => lines.filter(({ when, sure }) =>
  when === null || (sure ? walk.status.lines[when] === SURE : walk.status.lines[when] !== RULED_OUT));

/** What there is to say, in the order in which it is read: [{title, margin, lines: [{text, lead, margin}]}]; with the commands of the
 * terminal that go on from there, or without. */
function sections(engine, walk, { commands = true } = {}) {
  const { words } = engine, found = [];
  const section = (title, lines, margin = "") => found.push({ title, margin, lines });
  if (walk.warnings.length) section("CHECK THE ENTRY", walk.warnings.map(rule => line(rule.message, "!")));
  if (walk.diagnoses.length) section("WORKING DIAGNOSIS", walk.diagnoses.map(name => line(words.diagnoses[name] ?? name)));
  toDo(engine, walk, section);
  if (!walk.stopped) whatIsOpen(engine, walk, section, commands);
  section("WHY", walk.path.flatMap((step, at) => why(engine, walk, step, at + 1)));
  tells(engine, walk, section);
  safetyNets(engine, walk, section);
  smallPrint(engine, walk, section);
  return found;
}

const line = (text, lead = "", margin = "") => ({ text, lead, margin });

/** The outcomes that are told: in an emergency only that. */
const toldOutcomes = (words, walk) =>
  walk.outcomes.filter(at => words.nodes[at].urgency === walk.floor || !walk.stopped);

/** The investigations reached whose results are not there. */
const ordered = (words, walk) =>
  walk.path.filter(step => words.nodes[step.node].orders.length
    && (!step.taken.length || step.taken.some(way => words.edges[way.edge].not_done)));

/** What else the path says: its actions, and what else has something to do, not to do or to tell, and sends nobody on. None in an
 * emergency. */
const actions = ({ nodes }, walk) => walk.stopped ? []
  : walk.path.map(step => step.node).filter(at => nodes[at].urgency === null
    && (nodes[at].kind === "action" || nodes[at].do.length || nodes[at].do_not.length || nodes[at].tell.length));

const doLines = (words, walk, node) => [
  ...about(walk, node.do).map(item => line(item.text, "-", cites(words, item.statements))),
  ...about(walk, node.do_not).map(item => line(`Do not: ${lower(item.text)}`, "x", cites(words, item.statements))),
];

function toDo({ words }, walk, section) {
  const told = toldOutcomes(words, walk);
  for (const at of told) {
    const node = words.nodes[at];
    section(`DO: ${node.title}`, [
      line([node.destination, node.timeframe].filter(Boolean).join("; ") || node.text, "", cites(words, node.statements)),
      ...doLines(words, walk, node),
      ...(node.review ? [line(`Review ${node.review}`, "-")] : []),
    ], words.urgencies[node.urgency].words);
  }
  const also = actions(words, walk).map(at => ({ title: words.nodes[at].title, lines: doLines(words, walk, words.nodes[at]) }));
  for (const { title, lines } of also) if (lines.length) section(`ALSO: ${title}`, lines);
  const passed = also.filter(item => !item.lines.length).map(item => item.title);
  if (passed.length) section("ALSO", [line(passed.join("; "))]);
  const others = walk.outcomes.filter(at => !told.includes(at)).map(at => words.nodes[at].title);
  if (others.length) section("HAND OVER TOO", [line(others.join("; "))]);
  if (walk.stopped) return;
  for (const step of ordered(words, walk)) {
    const node = words.nodes[step.node];
    section(`ORDER: ${node.title}`, [line(node.text, "", cites(words, node.statements))]);
  }
}

/** What acting now does about what is open, as in note.py: {urgency, words}; null where nothing is left to say. */
function ifNotKnown({ nodes, urgencies }, walk, told = []) {
  const ends = walk.acting.filter(step => !told.includes(step.node)).map(step => nodes[step.node]).filter(node => node.urgency !== null);
  const asks = walk.acting.filter(step => step.asks.length).map(step => step.until);
  if (!ends.length && !asks.length) return null;
  const worst = Math.max(...ends.map(node => node.urgency), ...asks), soon = urgencies[worst].words;
  const titles = unique(ends.filter(node => node.urgency === worst).map(node => node.title)).join("; ");
  const stops = walk.acting.some(step => step.asks.length && nodes[step.node].aside === null);
  const held = worst > walk.floor ? `${soon} until it is known` : "", wait = stops ? "nothing yet that depends on it" : "";
  const said = [titles ? (soon ? `${soon} - ` : "") + titles : held, wait].filter(Boolean).join("; ");
  return said ? { urgency: worst, words: said } : null;
}

function whatIsOpen(engine, walk, section, commands) {
  const { words } = engine, { decides_urgency: urgent, decides_plan: plan } = walk;
  if (urgent.length) {
    const lines = [...asks(engine, walk, urgent, commands), ...ifNotKnownLines(words, walk, [], commands)];
    section(`SETTLE IT FIRST: ${count(urgent.length, "answer")} missing`, lines, isOrdered(words) ? "could be" : "");
  }
  if (plan.length) {
    const now = urgent.length ? [] : ifNotKnownLines(words, walk, walk.outcomes, commands);
    section(`THEN, FOR THE PLAN: ${count(plan.length, "answer")} missing`, [...asks(engine, walk, plan, commands), ...now]);
  }
}

function ifNotKnownLines(words, walk, told, commands) {
  const now = ifNotKnown(words, walk, told);
  return now ? [line(`If you cannot find out: ${now.words}${commands ? " (walk --unknown safest)" : ""}.`)] : [];
}

/** The group that closing as normal fills a finding from; of several the last, as in note.py. */
function groupOf(words) {
  const found = new Map();
  for (const group of words.groups) if (group.closed_by.includes("normal")) for (const at of group.members) found.set(at, group);
  return found;
}

function asks({ words }, walk, asked, commands) {
  const groups = groupOf(words), open = new Map(), lines = [], said = new Set();
  for (const { finding } of asked) {
    const group = groups.get(finding);
    if (group) open.set(group.name, [...(open.get(group.name) ?? []), finding]);
  }
  for (const ask of asked) {
    const group = groups.get(ask.finding), lead = String(lines.length + 1);
    if (group && open.get(group.name).length > 2) {
      if (!said.has(group.name)) lines.push(line(groupWords(words, walk, group), lead, words.urgencies[ask.urgency].short));
      said.add(group.name);
      continue;
    }
    const finding = words.findings[ask.finding];
    const margin = ask.leads_to.length ? [words.urgencies[ask.urgency].short, words.edges[ask.leads_to[0]].label].filter(Boolean).join("  ") : "";
    lines.push(line(finding.question || `${finding.label}?`, lead, margin));
  }
  if (lines.length > SHOWN) lines.splice(SHOWN, Infinity, line(`... and ${lines.length - SHOWN} more${commands ? ": --format json lists them all" : ""}`));
  if (said.size && commands) lines.push(line("What is true is closed by its name: --normal NAME"));
  return lines;
}

/** What closing the group as normal would say. */
function groupWords(words, walk, group) {
  return `${group.name}: "${closureWords(words, walk.facts, wouldClose(words, walk.facts, group, "normal"))}"`;
}

function why({ words }, walk, step, number) {
  const node = words.nodes[step.node];
  if (!step.taken.length) {
    return [line(node.title + (node.edges.length ? " - waits for the answers above" : ""), String(number), cites(words, node.statements))];
  }
  return step.taken.map((taken, at) => {
    const edge = words.edges[taken.edge], title = at ? "and" : node.title;
    const arrow = edge.label ? `${title}: ${edge.label}` : title;
    return line(arrow + because(words, walk, taken), at ? "" : String(number), cites(words, edge.statements));
  });
}

function because(words, walk, taken) {
  if (!taken.sure) return " (the only way left)";
  if (!taken.because.length) return "";
  if (taken.because.length > FEW) return ` (${taken.because.length} findings, all recorded or closed)`;
  return ` (${values(words, walk, taken.because)})`;
}

/** What is known of a finding or a recorded score. */
function known(words, walk, at) {
  if (at >= words.findings.length) {
    const score = words.scores.findIndex(item => item.name === words.recordable[at - words.findings.length]);
    return { label: words.scores[score].inside, words: String(walk.facts.scores[score]) };
  }
  const finding = words.findings[at], value = walk.facts.known[at];
  return { label: finding.inside, words: value === undefined ? "narrowed by definition" : valueWords(finding, value) };
}

function values(words, walk, findings, join = ", ") {
  return findings.map(at => known(words, walk, at)).map(item => `${item.label}: ${item.words}`).join(join);
}

/** What the patient is told, once each, in the order of the path's endings and actions. */
function tells({ words }, walk, section) {
  const found = new Map();
  for (const at of [...toldOutcomes(words, walk), ...actions(words, walk)]) {
    for (const item of about(walk, words.nodes[at].tell)) if (!found.has(item.text)) found.set(item.text, item);
  }
  if (found.size) section("TELL THE PATIENT", [...found.values()].map(item => line(item.text, "-", cites(words, item.statements))));
}

/** What is done now about what is still open, as safety_net.py: the most urgent of it, and nothing that only might be. */
function untilKnown({ nodes }, walk) {
  if (walk.stopped) return [];
  const told = walk.outcomes, urgency = at => nodes[at].urgency, top = Math.max(-1, ...told.map(urgency));
  const acting = walk.acting.map(step => step.node).filter(at => urgency(at) !== null && !told.includes(at)).sort((one, other) => urgency(other) - urgency(one));
  const now = acting.filter(at => urgency(at) === urgency(acting[0]) && urgency(at) > top);
  if (![...told, ...now].some(at => nodes[at].safety_net)) now.push(...acting.filter(at => nodes[at].safety_net && !now.includes(at)).slice(0, 1));
  return now;
}

/** What to come back for, once each, the most urgent first: [[urgency, [text]]]. Where no ending is sure, as safety_net.py has it. */
function comeBack(words, walk) {
  const { nodes } = words, nets = ends => unique(ends.map(at => nodes[at].safety_net).filter(Boolean)), found = new Map();
  const sure = nets([...toldOutcomes(words, walk), ...untilKnown(words, walk)]);
  const least = [...walk.possible].filter(at => nodes[at].safety_net && nodes[at].urgency !== null)
    .sort((one, other) => nodes[one].urgency - nodes[other].urgency).slice(0, 1);
  const lines = (sure.length ? sure : nets(least)).flatMap(name => about(walk, words.safety_nets[name] ?? []));
  for (const item of lines.sort((one, other) => other.urgency - one.urgency)) {
    found.set(item.urgency, unique([...(found.get(item.urgency) ?? []), item.text]));
  }
  return [...found];
}

const comeBackTitle = walk => (walk.stopped ? "WHILE WAITING FOR HELP" : "TELL THE PATIENT TO COME BACK");
function comeBackLead({ urgencies }, urgency) {
  const word = urgencies[urgency].expected ? "to expect" : urgencies[urgency].short;
  return word ? `${word}:` : "-";
}


function safetyNets({ words }, walk, section) {
  const lines = comeBack(words, walk).map(([urgency, texts]) => line(texts.join("; "), comeBackLead(words, urgency)));
  if (lines.length) section(comeBackTitle(walk), lines);
}

/** What a finding is where it is closed so; undefined where it cannot be. */
const closedAs = (words, at, how) => (how === "not_done" ? NOT_DONE : normalOf(words.findings[at]));

/** What closing a group now would fill: {group, how, filled}, as the facts have it of those that are closed. */
function wouldClose(words, facts, group, how) {
  const filled = group.members.filter(at => {
    const value = closedAs(words, at, how);
    return facts.known[at] === undefined && value !== undefined && (facts.bounds[at] === undefined || allows(facts.bounds[at], value));
  });
  return { group, how, filled };
}

/** The members of a group that are known not to be as closing it says. */
function knownOtherwise(words, facts, group, how) {
  return group.members.filter(at => {
    const value = facts.known[at], wanted = closedAs(words, at, how);
    if (value !== undefined) return value !== wanted;
    return wanted !== undefined && facts.bounds[at] !== undefined && !allows(facts.bounds[at], wanted);
  });
}

/** What closing a group says: its own sentence where every member is as that says, else what is known otherwise and what was filled.
 * That a test was not done says nothing of what was found. */
function closureWords(words, facts, { group, how, filled }) {
  const labels = members => members.map(at => words.findings[at].inside).join("; ");
  const apart = knownOtherwise(words, facts, group, how).map(at => {
    const finding = words.findings[at], value = facts.known[at], narrowed = how === "normal" ? "not normal" : "done";
    return `${finding.inside}: ${value === undefined ? narrowed : valueWords(finding, value)}`;
  }).join("; ");
  if (!apart) return how === "not_done" && group.closed_by.includes("normal") ? `Not done: ${labels(group.members)}.` : group.sentence;
  if (!filled.length) return `Nothing to close: ${apart}.`;
  return `Apart from ${apart}. ${how === "normal" ? "The rest is normal" : "Not done"}: ${how === "normal" ? normalList(words, filled) : labels(filled)}.`;
}

/** What a closure signs of each finding: warm calf: no; femoral pulse: palpable. */
const normalList = (words, members) =>
  members.map(at => words.findings[at]).map(finding => `${finding.inside}: ${valueWords(finding, normalOf(finding))}`).join("; ");

function smallPrint({ words }, walk, section) {
  const closed = walk.facts.closed.map(item => line(`${item.group.name}: ${closureWords(words, walk.facts, item)}`, "-"));
  if (closed.length) section("TAKEN FROM YOUR CLOSURES", closed);
  if (walk.unused.length) section("RECORDED, NOT USED ON THIS PATH", [line(values(words, walk, walk.unused))]);
  if (showsActing(walk) && walk.acting.some(isUnknown)) {
    const steps = walk.acting.map((step, at) => line(words.nodes[step.node].title + actingWords(words, step), String(at + 1)));
    section("ACTING NOW, IF WHAT IS OPEN CANNOT BE HAD", steps);
  }
}

const isUnknown = step => step.because_not_known || step.asks.length;

function actingWords(words, step) {
  const known = step.because_not_known ? " - because not known" : "";
  if (!step.asks.length) return known;
  const names = step.asks.slice(0, FEW).map(at => (at < words.findings.length ? words.findings[at].inside
    : words.scores.find(item => item.name === words.recordable[at - words.findings.length]).inside)).join(", ");
  const more = step.asks.length > FEW ? ` and ${step.asks.length - FEW} more` : "";
  const soon = words.urgencies[step.until].words;
  const held = soon ? `; ${soon} until known` : "";
  return `${known} - stops and asks: ${names}${more}${held}`;
}

const showsActing = walk => !(walk.settled && walk.complete);

/** Two citations at most, and a mark where what is said does not come from the source. */
function cites(words, statements) {
  const listedOnes = statements.slice(0, 2).join(", ") + (statements.length > 2 ? ", ..." : "");
  return isAdded(words, statements) ? `${listedOnes} (added)` : listedOnes;
}

const isAdded = (words, statements) => statements.length > 0 && statements.every(id => words.decisions.includes(id));

const identity = ({ pathway, disclaimer }) => `Pathway ${pathway.id} ${pathway.version} (${pathway.hash.slice(0, 8)}). ${disclaimer}`;

/** The walk as a Markdown note. */
function noteMarkdown(engine, walk) {
  const out = [`# ${escaped(headline(engine, walk))}`, "", escaped(identity(engine.words)), ""];
  if (walk.case.who) out.push(`_${escaped(walk.case.who)}_`, "");
  for (const section of sections(engine, walk)) {
    const [lead, ...name] = section.title.split(":"), title = [lead.slice(0, 1).toUpperCase() + lead.slice(1).toLowerCase(), ...name].join(":");
    out.push(`## ${escaped(title)}` + (section.margin ? ` (${escaped(section.margin)})` : ""), "");
    for (const item of section.lines) {
      const lead = /^\d+$/.test(item.lead) ? `${item.lead}. ` : item.lead.length > 1 ? `- **${escaped(item.lead)}** ` : "- ";
      out.push(lead + escaped(item.text) + (item.margin ? ` _[${escaped(item.margin)}]_` : ""));
    }
    out.push("");
  }
  return out.join("\n");
}

/** Text of a pathway or case is text in Markdown too: no links, tags or emphasis of its own. */
function escaped(text) {
  text = text.replace(/&(?=#?[A-Za-z0-9]+;)/g, "&amp;");
  return text.replace(/[\\`*_[\]|#]/g, "\\$&").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Why a node was not reached, in a sentence. */
function whyNotWords(engine, walk, node) {
  const { words } = engine, { state, findings } = engine.whyNot(walk, node);
  if (state === "reached") return "It is reached.";
  if (state === "waits") {
    const asked = findings.filter(at => at < words.findings.length).map(at => words.findings[at].question || words.findings[at].label);
    return `It is possible. It waits for: ${asked.join("; ") || "an answer further on"}`;
  }
  return `It is ruled out by ${count(findings.length, "finding")}: ${values(words, walk, findings, "; ")}.`;
}
