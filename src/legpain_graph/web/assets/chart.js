// The flowchart: it opens on its overview; behind each box is a stage, whose panel lights up as findings change, and scrolls and zooms like a
// map. A node that is tapped is explained.

/** Smaller than this, in pixels for a point of the drawing, nobody reads it; larger than that it need not be. */
const READABLE = 1.15, LARGE = 1.6;

class Chart {
  constructor(state, parent, showNode) {
    Object.assign(this, { state, parent, words: state.words, showNode, zoom: READABLE, follow: false, shownPanel: -1 });
    this.panels = [...document.querySelectorAll("#app .panel")].map(element => this.read(element.cloneNode(true)));
    this.names = this.words.charts.map(chart => this.shortOf(chart));
    this.stages = this.words.stages.map(({ id }) => this.names[this.words.charts.findIndex(chart => chart.stage === id)] ?? { name: id, title: id });
    [this.view, this.tabs, this.overview] = ["view", "tabs", "overview"].map(name => parent.querySelector(`.chart-${name}`));
    this.listen();
  }

  /** The parts of a panel, by what they stand for; and what they all are, which the document does not say of each. */
  read(element) {
    for (const text of element.querySelectorAll("text")) text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    for (const group of element.querySelectorAll("g.node, g.edge")) {
      if (!group.hasAttribute("data-node")) group.setAttribute("aria-hidden", "true");
      else for (const [name, value] of [["role", "button"], ["tabindex", "-1"], ["aria-label", this.said(group)]]) group.setAttribute(name, value);
    }
    const numbersOf = (group, name) => (group.getAttribute(name) ?? "").split(" ").filter(Boolean).map(Number);
    const parts = [...element.querySelectorAll("g.node, g.edge")].map(group => ({
      group, node: group.hasAttribute("data-node") ? Number(group.getAttribute("data-node")) : null,
      edges: numbersOf(group, "data-edges"), asides: numbersOf(group, "data-aside"), number: null, is: "",
    }));
    const svg = element.querySelector("svg");
    return { element, svg, parts, wide: svg.viewBox.baseVal.width, full: parts.filter(part => part.node !== null && !part.group.classList.contains("again") && !part.group.classList.contains("connector")) };
  }

  /** What a screen reader says of a box, or of where the flowchart goes on. */
  said(group) {
    const { kind, title } = this.words.nodes[Number(group.getAttribute("data-node"))], [number, to] = group.querySelectorAll("text");
    return group.classList.contains("connector") ? `${to ? "Goes on at" : "Comes from"} ${number.textContent}: ${title}` : `${KINDS[kind]}: ${title}`;
  }

  listen() {
    const { view } = this;
    view.addEventListener("click", event => {
      const group = event.target.closest?.("[data-node]");
      if (group && !this.dragged) this.showNode(Number(group.getAttribute("data-node")));
    });
    view.addEventListener("keydown", event => {
      const group = event.target.closest?.("[data-node]");
      if (group && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        this.showNode(Number(group.getAttribute("data-node")));
      } else if (event.key === "+" || event.key === "-") this.scaleBy(event.key === "+" ? 1.2 : 1 / 1.2);
    });
    view.addEventListener("wheel", event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.scaleBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    }, { passive: false });
    view.addEventListener("pointerdown", event => {
      this.dragged = false;
      if (event.pointerType !== "mouse" || event.button) return;
      this.from = { x: event.clientX + view.scrollLeft, y: event.clientY + view.scrollTop, at: [event.clientX, event.clientY] };
    });
    window.addEventListener("pointermove", event => {
      if (!this.from) return;
      if (Math.hypot(event.clientX - this.from.at[0], event.clientY - this.from.at[1]) > 4) this.dragged = true;
      if (this.dragged) view.scrollTo(this.from.x - event.clientX, this.from.y - event.clientY);
    });
    window.addEventListener("pointerup", () => { this.from = null; });
    const apart = touches => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY);
    view.addEventListener("touchstart", event => { if (event.touches.length === 2) this.pinch = apart(event.touches); }, { passive: true });
    view.addEventListener("touchmove", event => {
      if (event.touches.length !== 2 || !this.pinch) return;
      event.preventDefault();
      const now = apart(event.touches), [one, other] = event.touches;
      this.scaleBy(now / this.pinch, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
      this.pinch = now;
    }, { passive: false });
    view.addEventListener("touchend", () => { this.pinch = 0; });
  }

  scaleBy(factor, x, y) {
    const { view } = this, box = view.getBoundingClientRect(), before = this.zoom;
    this.zoom = Math.min(4, Math.max(0.3, this.zoom * factor));
    const [left, top] = [(x ?? box.left + box.width / 2) - box.left, (y ?? box.top + box.height / 2) - box.top], grown = this.zoom / before;
    this.size();
    view.scrollTo((view.scrollLeft + left) * grown - left, (view.scrollTop + top) * grown - top);
  }

  size() {
    const panel = this.panels[this.shownPanel];
    panel?.svg.setAttribute("width", Math.round(panel.wide * this.zoom));
  }

  fit() {
    const { view } = this, { svg, wide } = this.panels[this.shownPanel];
    this.zoom = Math.min((view.clientWidth - 24) / wide, (view.clientHeight - 24) / svg.viewBox.baseVal.height);
    this.size();
  }

  /** Where a node is drawn in full. */
  panelOf(node) {
    return this.panels.findIndex(panel => panel.full.some(part => part.node === node));
  }

  /** The node that the eye should be on: what is asked first, else the last outcome. */
  focusNode() {
    const { walk } = this.state;
    const ask = walk.decides_urgency[0] ?? (walk.outcomes.length ? null : walk.decides_plan[0]);
    return ask?.node ?? walk.outcomes[0] ?? walk.path.at(-1).node;
  }

  /** What a stage is called where there is little room: its step, and its name. */
  shortOf({ stage, title }) {
    const { step } = this.words.stages.find(item => item.id === stage) ?? {}, name = titleMaker(this.words)(stage.replaceAll("-", "_"));
    return { title, name, short: step ? `${step} ${name}` : name };
  }

  draw(visible) {
    const { walk } = this.state, at = this.focusNode();
    const panel = this.follow ? this.panelOf(at) : this.shownPanel;
    this.drawTabs(panel);
    if (!visible) return;
    const moved = panel !== this.shownPanel || this.lastFocus !== at;
    this.show(panel);
    if (panel < 0) {
      const toNode = node => this.pick(this.panelOf(node), node);
      refill(this.overview, overviewRows(this.state, this.stages, stage => this.pick(this.words.charts.findIndex(chart => chart.stage === this.words.stages[stage].id)), toNode));
      return;
    }
    this.light(this.panels[panel], walk);
    if (this.follow && moved) this.bringIn(at);
    this.lastFocus = at;
  }

  /** The overview, the stages that the patient's way has met with the one that is shown, and whether the picture follows that way. */
  drawTabs(panel) {
    const { walk } = this.state;
    const tab = (text, key, action, props) => button(text, key, action, { ...props, class: `panel-tab ${props.class}` });
    const tabs = this.names.map(({ short, title }, number) => {
      const { is } = standing(walk, this.panels[number].full.map(part => part.node));
      return is === "on" || number === panel ? tab(short, `panel:${number}`, () => this.pick(number), { class: is, title, "aria-label": title, "aria-current": number === panel ? "true" : null }) : null;
    });
    const all = tab("Overview", "overview", () => { this.follow = false; this.shownPanel = -1; this.draw(true); }, { class: "", "aria-current": panel < 0 ? "true" : null });
    refill(this.tabs, all, tabs, tab(this.follow ? "Following the path" : "Follow the path", "follow", () => { this.follow = !this.follow; this.lastFocus = null; this.draw(true); }, { class: "follow", "aria-pressed": String(this.follow) }));
  }

  /** A stage with a node in the middle: the one that is named, else what waits there for an answer, else where the path ends there. */
  pick(number, node = null) {
    const { walk } = this.state, there = this.panels[number].full.map(part => part.node);
    const asked = [...walk.decides_urgency, ...walk.decides_plan].map(ask => ask.node).find(at => there.includes(at));
    this.follow = false;
    this.show(number);
    this.draw(true);
    this.view.scrollTo(0, 0);
    this.bringIn(node ?? asked ?? walk.path.map(step => step.node).filter(at => there.includes(at)).at(-1));
    window.scrollTo(0, 0);
  }

  show(number) {
    for (const element of [this.view, ...this.parent.querySelectorAll(".zoom")]) element.hidden = number < 0;
    this.overview.hidden = number >= 0;
    if (number === this.shownPanel || number < 0) return;
    const { element, wide } = this.panels[number];
    element.hidden = false;
    this.view.replaceChildren(element);
    this.shownPanel = number;
    for (const part of this.panels[number].parts) if (part.node !== null) part.group.setAttribute("tabindex", "0");
    this.zoom = Math.min(LARGE, Math.max(READABLE, (this.view.clientWidth - 28) / wide));
    this.size();
  }

  light(panel, walk) {
    const { words } = this, { edges } = walk.status;
    const taken = new Map(walk.path.flatMap(step => step.taken.map(way => [way.edge, true])));
    const places = new Map(walk.path.map((step, at) => [step.node, at + 1]));
    const waiting = new Set([...walk.decides_urgency, ...walk.decides_plan].map(ask => ask.node));
    const alive = node => walk.reached.has(node) || walk.possible.has(node);
    const edgeStatus = way => (taken.has(way) ? "on" : edges[way] && alive(words.edges[way].source) ? "possible" : "out");
    const best = statuses => (statuses.includes("on") ? "on" : statuses.includes("possible") ? "possible" : "out");
    const nodeStatus = node => (walk.reached.has(node) ? "on" : walk.possible.has(node) ? "possible" : "out");
    for (const part of panel.parts) {
      const named = part.edges.length || part.asides.length;
      const asides = part.asides.map(node => (alive(node) && !walk.settled ? "possible" : "out"));
      let is = named ? best([...part.edges.map(edgeStatus), ...asides]) : part.node !== null ? nodeStatus(part.node) : "";
      const full = part.node !== null && !named;
      if (full && waiting.has(part.node)) is += " ask";
      if (is !== part.is) {
        part.group.classList.remove("on", "possible", "out", "ask");
        if (is) part.group.classList.add(...is.split(" "));
        part.is = is;
      }
      if (full) this.drawPlace(part, is.startsWith("on") ? places.get(part.node) : undefined);
    }
  }

  /** The place of a box on the path, on the right upper corner of its header. */
  drawPlace(part, place) {
    if (!part.number && place === undefined) return;
    const [text] = part.group.querySelectorAll("text"), header = part.group.querySelectorAll("path")[1].getBBox();
    part.number ??= part.group.appendChild(text.cloneNode());
    for (const [name, value] of Object.entries({ class: "number", x: header.x + header.width, y: header.y + 3 })) part.number.setAttribute(name, value);
    part.number.removeAttribute("textLength");
    part.number.textContent = place ?? "";
  }

  bringIn(node) {
    const part = this.panels[this.shownPanel]?.full.find(item => item.node === node), { view } = this;
    if (!part) return;
    const box = part.group.getBoundingClientRect(), frame = view.getBoundingClientRect();
    view.scrollBy(box.left + box.width / 2 - frame.left - frame.width / 2, box.top + box.height / 2 - frame.top - frame.height * 0.4);
  }
}
