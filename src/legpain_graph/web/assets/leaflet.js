// A walk in the patient's own words, as leaflet.py says it: what we think, what to do, when to come back, when to call for help.

/** The sheet that the patient takes home: {title, parts: [{title, lines, bullets}]}; a part without bullets is a paragraph. */
function leaflet({ words }, walk) {
  const says = words.leaflet, held = heldWords(words, walk), told = toldOutcomes(words, walk), now = untilKnown(words, walk), nodesOf = places => places.map(at => words.nodes[at]), parts = [];
  const paragraph = text => parts.push({ title: "", lines: [text], bullets: false });
  const bullets = (title, lines) => { if (lines.length) parts.push({ title, lines: unique(lines), bullets: true }); };
  if (!walk.settled) paragraph(says.open + (held && ` ${says.until}: ${held}.`));
  else if (!walk.complete && !walk.stopped) paragraph(says.plan_open);
  const tell = nodesOf([...told, ...actions(words, walk), ...now]).flatMap(node => about(walk, node.tell).map(item => item.text));
  bullets(says.think, tell.length || walk.complete ? tell : [says.nothing_yet]);
  const headings = new Map();
  for (const [urgency, texts] of comeBack(words, walk)) {
    const title = walk.stopped ? says.waiting : words.urgencies[urgency].leaflet;
    headings.set(title, [...(headings.get(title) ?? []), ...texts]);
  }
  for (const [title, texts] of headings) bullets(`${title}:`, texts);
  const reviews = nodesOf([...told, ...now]).map(node => node.review).filter(Boolean);
  if (reviews.length) paragraph(`${says.again}: ${unique(reviews).join("; ")}.`);
  paragraph(words.disclaimer);
  return { title: says.title, parts };
}

/** How soon what is open is looked after, where acting now asks and holds it above what is sure. */
function heldWords({ urgencies }, walk) {
  const until = Math.max(walk.floor, ...walk.acting.filter(step => step.asks.length).map(step => step.until));
  return until > walk.floor ? urgencies[until].held : "";
}

/** The sheet as plain text, a line for each paragraph and bullet. */
function leafletText(engine, walk) {
  const { title, parts } = leaflet(engine, walk);
  return [title, ...parts.map(part => [...(part.title ? [part.title] : []), ...part.lines.map(text => (part.bullets ? `- ${text}` : text))].join("\n"))].join("\n\n") + "\n";
}
