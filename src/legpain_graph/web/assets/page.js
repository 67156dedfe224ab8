// The page: what belongs together is made, wired and drawn.

const TABS = ["questions", "outcome", "flowchart", "steps"];

/** What the page needs beyond what its script is written in. */
const isNewEnough = () => "attachShadow" in Element.prototype && "replaceChildren" in Element.prototype && "hasOwn" in Object && typeof HTMLDialogElement === "function";

/** Starts the page, or leaves what stands in it without its script. */
function startPage(run) {
  const host = document.getElementById("app");
  if (!isNewEnough()) return null;
  root = host.attachShadow({ mode: "open" });
  try {
    root.append(document.querySelector("style").cloneNode(true), document.getElementById("shell").content.cloneNode(true));
    return madePage(run);
  } catch (error) {
    root.replaceChildren(document.createElement("slot"));
    throw error;
  }
}

/** The statements of the source, from where they stand in the document. */
function statementsOf(page) {
  const headingOf = item => {
    const before = item.parentElement.previousElementSibling;
    return !item.previousElementSibling && before?.tagName === "H4" ? before.textContent : "";
  };
  return Object.fromEntries([...page.querySelectorAll(".statements > li")].map(item => [item.firstChild.textContent,
    { text: item.lastChild.textContent, heading: headingOf(item), guideline: item.dataset.guideline ?? "", decision: item.dataset.decision ?? "" }]));
}

function madePage(run) {
  const words = { ...unpacked(JSON.parse(document.getElementById("data").textContent)), statements: statementsOf(document) };
  const engine = new Engine(words, run), state = new State(engine);
  const showNode = at => nodeSheet(state, at);
  const questions = new Questions(state, $("question-list")), outcome = new Outcome(state, $("outcome-list"), showNode);
  const chart = new Chart(state, $("flowchart"), showNode), opened = new Set(), ticked = new Set();
  const wide = window.matchMedia("(min-width: 64rem)");
  let tab = "outcome", saidLast = "", paper = "note";

  const draw = (anew = false) => guard.while($("question-list"), () => drawAll(anew));

  function drawAll(anew) {
    drawVerdict(state, $("verdict"));
    drawNow(state, $("now"), () => show("outcome"));
    questions.draw();
    outcome.draw();
    chart.draw(!$("flowchart").hidden);
    if (anew) ticked.clear();
    if (!$("steps").hidden) drawSource();
    $("undo").disabled = !state.past.length;
    for (const name of ["copy", "note", "patient"]) $(name).disabled = Boolean(state.fault);
    if (root.activeElement !== $("who") || anew) $("who").value = state.case.who;
    if (root.activeElement === $("undo") && $("undo").disabled) $("question-list").focus();
    $("count").textContent = countWords();
    if (anew) for (const pane of document.querySelectorAll(".pane")) pane.scrollTop = 0;
    const said = state.headline();
    if (said !== saidLast) $("announce").textContent = saidLast = said;
  }

  function drawSource() {
    drawProgress(state, $("progress"), ticked);
    drawSteps(state, $("steps-list"), opened, ticked, drawSource);
  }

  function countWords() {
    const { walk } = state, open = walk.decides_urgency.length + walk.decides_plan.length;
    if (walk.stopped) return "";
    if (!open) return "nothing open";
    return `${open} open now` + (walk.remaining > open ? `, ${walk.remaining} at most` : "");
  }

  function show(name) {
    const hidden = $("questions").hidden;
    tab = name;
    for (const item of TABS) {
      const visible = item === name || (item === "questions" && wide.matches);
      $(item).hidden = !visible;
      $(`tab-${item}`).setAttribute("aria-selected", String(item === name));
      $(`tab-${item}`).tabIndex = item === name ? 0 : -1;
    }
    draw();
    if (hidden) placed();
  }

  function say(text) {
    $("toast").textContent = text;
    $("toast").hidden = false;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { $("toast").hidden = true; }, 2600);
  }

  /** All cards anew: they were covered, or elsewhere. */
  const placed = () => guard.placed($("question-list").querySelectorAll("[data-card]"));

  function load(read) {
    try {
      const { kase, placed: inFile } = read();
      try {
        state.replace(kase);
      } catch (error) {
        throw error instanceof CaseFault ? inFile(error) : error;
      }
      say("Case loaded.");
    } catch (error) {
      if (!(error instanceof CaseFault)) throw error;
      const faults = error.issues.map(({ place: where, message, hint }) => h("li", {},
        where.file ? h("b", { text: `${placeText(where)}: ` }) : null, message, hint ? h("p", { class: "help", text: `hint: ${hint}` }) : null));
      openSheet("This case cannot be read", h("ul", { class: "faults" }, faults), h("p", { text: "Nothing was changed." }));
    }
  }

  /** Opens a file; of several that are being read only the last counts. */
  async function loadFile(files) {
    const [file] = files, fault = (message, hint = "") => load(() => { throw new CaseFault([{ message, hint, place: place(file.name) }]); });
    if (!file) return;
    typed.take();
    loadFile.last = file;
    if (files.length > 1) { fault(`${files.length} files; a case is one: open one at a time`); return; }
    const most = words.reading.max_bytes;
    if (file.size > most) { fault(`more than ${most} bytes`, "split the file"); return; }
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      fault("cannot be read");
      return;
    }
    typed.take();
    if (loadFile.last === file) load(() => readCase(bytes, words.reading, file.name));
  }

  function save() {
    const link = h("a", { href: URL.createObjectURL(new Blob([writeCase(state.case)], { type: "application/json" })), download: `${state.case.id.replace(/[^\w-]/g, "") || "case"}.json` });
    link.click();
    state.saved = state.case;
    setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  }

  async function copy(kind = "note") {
    const text = kind === "patient" ? leafletText(engine, state.walk) : noteMarkdown(engine, state.walk), done = kind === "patient" ? "Sheet copied." : "Note copied.";
    try {
      await navigator.clipboard.writeText(text);
      say(done);
    } catch {
      const area = h("textarea", { value: text, class: "note-text", readonly: true, "aria-label": "The text" });
      openSheet("It could not be copied", h("p", { text: "The browser did not allow it. The text is selected: copy it with Ctrl+C, or as your device does." }), area);
      area.focus();
      area.select();
      if (!document.execCommand("copy")) return;
      $("sheet").close();
      say(done);
    }
  }

  function examples() {
    const groups = new Map();
    for (const [at, text] of words.examples.entries()) {
      const read = () => parseCase(text, words.reading, "example"), title = read().kase.who || `Example ${at + 1}`, { floor, settled } = words.example_ends[at];
      const key = settled ? floor : -1;
      groups.set(key, [...(groups.get(key) ?? []), h("li", {}, button("", `example:${at}`, () => {
        $("sheet").close();
        load(read);
      }, { class: "example" }, h("span", { text: title }), urgencyMark(words, floor, settled ? "" : "at least ")))]);
    }
    const parts = [...groups].sort(([one], [other]) => other - one).map(([key, items]) =>
      h("section", {}, h("h3", { text: key < 0 ? "Not settled" : upper(words.urgencies[key].words) }), h("ul", { class: "examples" }, items)));
    const search = h("input", { type: "search", id: "example-search", autocomplete: "off", placeholder: "sciatica" });
    search.addEventListener("input", () => {
      const sought = searchWords(search.value);
      for (const part of parts) {
        const items = [...part.querySelectorAll("li")];
        for (const item of items) item.hidden = !sought.every(word => item.textContent.toLowerCase().includes(word));
        part.hidden = items.every(item => item.hidden);
      }
    });
    openSheet("Example cases", h("label", { class: "field" }, h("span", { text: "Search the examples" }), search), parts);
  }

  /** The note or the patient's sheet, to read, copy and print. */
  function read(kind) {
    const forPatient = kind === "patient", title = forPatient ? leaflet(engine, state.walk).title : "The note";
    openSheet(title,
      h("p", { class: "who" }, state.case.who ? `${state.case.who} - ` : "", today()),
      h("div", { class: "actions" }, button("Print", "print-this", () => print(kind), { class: "close" }),
        button("Copy", "copy-this", () => copy(kind), { class: "close second" })),
      h("div", { class: `read ${kind}` }, forPatient ? leafletParts(engine, state.walk) : [h("p", { class: "big", text: state.headline() }), noteParts(engine, state.walk)]),
      h("h3", { text: "The path" }), pathDrawn(words, state.walk));
  }

  function print(kind) {
    paper = kind;
    window.print();
    paper = "note";
  }

  /** What stands in the field that is being typed in counts too. */
  function leaveField() {
    root.activeElement?.dispatchEvent(new Event("change"));
    typed.take();
  }

  /** What is often needed stands in the bar where there is room, else in the menu. */
  function arrange() {
    for (const name of ["new", "examples", "copy"]) (wide.matches ? $("menu") : $("open")).before($(name));
  }

  function showMenu(open) {
    $("menu-list").hidden = !open;
    $("menu").setAttribute("aria-expanded", String(open));
  }

  const actions = {
    new: () => { if (state.case.findings.size + state.case.normal.length + state.case.not_done.length) state.replace(emptyCase()); },
    open: () => $("file").click(), save, copy: () => copy(), examples, undo: () => state.undo(), print: () => print("note"),
    note: () => read("note"), patient: () => read("patient"),
    fit: () => chart.fit(), closer: () => chart.scaleBy(1.25), further: () => chart.scaleBy(0.8),
  };
  for (const [name, action] of Object.entries(actions)) $(name).addEventListener("click", () => { typed.take(); showMenu(false); action(); });
  $("menu").addEventListener("click", () => showMenu($("menu-list").hidden));
  root.addEventListener("pointerdown", event => { if (!event.target.closest(".tools")) showMenu(false); });
  root.addEventListener("keydown", event => {
    if (event.key !== "Escape" || $("menu-list").hidden) return;
    showMenu(false);
    $("menu").focus();
  });
  $("file").addEventListener("change", async event => {
    await loadFile(event.target.files);
    $("file").value = "";
  });
  $("search").addEventListener("input", event => { questions.search = event.target.value.trim(); guard.while($("question-list"), () => { questions.draw(); $("questions").scrollTop = 0; }); });
  for (const all of [false, true]) {
    $(all ? "every" : "matters").addEventListener("click", () => {
      questions.all = all;
      $("every").setAttribute("aria-pressed", String(all));
      $("matters").setAttribute("aria-pressed", String(!all));
      questions.draw();
    });
  }
  $("who").addEventListener("change", () => typed.later(() => {
    const who = stripped($("who").value), found = forbidden(who, words.reading);
    $("who-problem").hidden = !found;
    $("who-problem").textContent = found ? `What was typed ${found.message}: take it out.` : "";
    if (!found && who !== state.case.who) state.change(next => { next.who = who; });
  }));
  for (const item of TABS) $(`tab-${item}`).addEventListener("click", () => show(item));
  $("tabs").addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shownTabs = TABS.filter(item => item !== "questions" || !wide.matches);
    show(shownTabs[(shownTabs.indexOf(tab) + step + shownTabs.length) % shownTabs.length]);
    $(`tab-${tab}`).focus();
  });
  document.addEventListener("keydown", event => {
    if (/INPUT|TEXTAREA/.test(root.activeElement?.tagName) || $("sheet").open) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      if (!event.repeat) state.undo();
    } else if (event.key === "/") {
      event.preventDefault();
      if (!wide.matches) show("questions");
      $("search").focus();
      $("search").select();
    }
  });
  $("sheet").addEventListener("click", event => { if (event.target === $("sheet")) $("sheet").close(); });
  $("sheet").addEventListener("close", placed);
  document.querySelector(".skip").addEventListener("click", event => { event.preventDefault(); $("question-list").focus(); });
  guard.watch(root);
  typed.watch(root);
  for (const moves of ["resize", "pageshow"]) window.addEventListener(moves, placed);
  document.addEventListener("dragover", event => event.preventDefault());
  document.addEventListener("drop", async event => {
    event.preventDefault();
    await loadFile(event.dataTransfer.files);
  });
  window.addEventListener("beforeprint", () => { leaveField(); fillPrint(state, $("print-page"), paper); });
  window.addEventListener("beforeunload", event => {
    leaveField();
    if (!state.unsaved) return;
    event.preventDefault();
    event.returnValue = true;
  });
  wide.addEventListener("change", () => {
    arrange();
    show(wide.matches && tab === "questions" ? "outcome" : tab);
  });
  arrange();
  state.listeners.push(draw);
  show(wide.matches ? "outcome" : "questions");
  return state;
}
