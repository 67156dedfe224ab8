// The page: what belongs together is made, wired and drawn.

/** As in case/read.py. */
const MAX_BYTES = 100_000;

const TABS = ["questions", "outcome", "flowchart", "steps"];

function startPage(run) {
  const words = JSON.parse($("data").textContent), engine = new Engine(words, run), state = new State(engine);
  const showNode = at => nodeSheet(state, at);
  const questions = new Questions(state, $("question-list")), outcome = new Outcome(state, $("outcome-list"), showNode);
  const chart = new Chart(state, $("flowchart"), showNode), opened = new Set();
  const wide = window.matchMedia("(min-width: 64rem)");
  let tab = "outcome", saidLast = "";

  function draw(anew = false) {
    drawVerdict(state, $("verdict"));
    drawProgress(state, $("progress"));
    questions.draw();
    outcome.draw();
    chart.draw(!$("flowchart").hidden);
    if (!$("steps").hidden) drawSteps(state, $("steps-list"), opened);
    $("undo").disabled = !state.past.length;
    $("copy").disabled = Boolean(state.fault);
    if (document.activeElement !== $("who")) $("who").value = state.case.who;
    $("count").textContent = countWords();
    if (anew) for (const pane of document.querySelectorAll(".pane")) pane.scrollTop = 0;
    const said = state.headline();
    if (said !== saidLast) $("announce").textContent = saidLast = said;
  }

  function countWords() {
    const { walk } = state, open = walk.decides_urgency.length + walk.decides_plan.length;
    if (walk.floor === EMERGENCY) return "";
    if (!open) return "nothing open";
    return `${open} open now${walk.remaining > open ? `, ${walk.remaining} at most` : ""}`;
  }

  function show(name) {
    tab = name;
    for (const item of TABS) {
      const visible = item === name || (item === "questions" && wide.matches);
      $(item).hidden = !visible;
      $(`tab-${item}`).setAttribute("aria-selected", String(item === name));
      $(`tab-${item}`).tabIndex = item === name ? 0 : -1;
    }
    draw();
  }

  function say(text) {
    $("toast").textContent = text;
    $("toast").hidden = false;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { $("toast").hidden = true; }, 2600);
  }

  function load(read) {
    try {
      state.replace(read());
      say("Case loaded.");
    } catch (error) {
      if (!(error instanceof CaseFault)) throw error;
      openSheet("This case cannot be read", h("ul", { class: "plain" }, error.issues.map(issue => h("li", {}, h("b", { text: `${issue.where}: ` }), issue.message, issue.hint ? ` (${issue.hint})` : ""))), h("p", { text: "Nothing was changed." }));
    }
  }

  async function loadFile(file) {
    const text = file.size > MAX_BYTES ? "" : await file.text();
    load(() => parseCase(text));
  }

  function save() {
    const link = h("a", { href: URL.createObjectURL(new Blob([writeCase(state.case)], { type: "application/json" })), download: `${state.case.id.replace(/[^\w-]/g, "") || "case"}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 5000);
  }

  async function copy() {
    const text = noteMarkdown(engine, state.walk), area = h("textarea", { value: text, class: "offscreen", "aria-hidden": "true" });
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say("Note copied.");
  }

  function examples() {
    openSheet("Example cases", h("ul", { class: "examples" }, words.examples.map(item => h("li", {}, button(item.who || item.id, `example:${item.id}`, () => {
      const findings = new Map(Object.entries(item.findings).map(([name, raw]) => [name, raw?.figure === undefined ? raw : new Figure(raw.figure)]));
      $("sheet").close();
      load(() => ({ ...emptyCase(), ...item, findings }));
    }, { class: "example" })))));
  }

  const actions = {
    new: () => { if (state.case.findings.size + state.case.normal.length + state.case.not_done.length) state.replace(emptyCase()); },
    open: () => $("file").click(), save, copy, examples, undo: () => state.undo(), print: () => window.print(),
    fit: () => chart.fit(), closer: () => chart.scaleBy(1.25), further: () => chart.scaleBy(0.8),
  };
  for (const [name, action] of Object.entries(actions)) $(name).addEventListener("click", action);
  $("file").addEventListener("change", async event => {
    const [file] = event.target.files;
    if (file) await loadFile(file);
    event.target.value = "";
  });
  $("search").addEventListener("input", event => { questions.search = event.target.value.trim(); questions.draw(); $("questions").scrollTop = 0; });
  for (const all of [false, true]) {
    $(all ? "every" : "matters").addEventListener("click", () => {
      questions.all = all;
      $("every").setAttribute("aria-pressed", String(all));
      $("matters").setAttribute("aria-pressed", String(!all));
      questions.draw();
    });
  }
  $("who").addEventListener("change", event => state.change(next => { next.who = event.target.value.trim().slice(0, 400); }));
  $("progress").addEventListener("click", () => show("steps"));
  for (const item of TABS) $(`tab-${item}`).addEventListener("click", () => show(item));
  $("tabs").addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shownTabs = TABS.filter(item => item !== "questions" || !wide.matches);
    show(shownTabs[(shownTabs.indexOf(tab) + step + shownTabs.length) % shownTabs.length]);
    $(`tab-${tab}`).focus();
  });
  document.addEventListener("keydown", event => {
    if (/INPUT|TEXTAREA/.test(document.activeElement.tagName) || $("sheet").open) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      state.undo();
    } else if (event.key === "/") {
      event.preventDefault();
      if (!wide.matches) show("questions");
      $("search").focus();
      $("search").select();
    }
  });
  $("sheet").addEventListener("click", event => { if (event.target === $("sheet")) $("sheet").close(); });
  document.addEventListener("input", () => { hand.typed = true; }, true);
  document.addEventListener("dragover", event => event.preventDefault());
  document.addEventListener("drop", async event => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) await loadFile(file);
  });
  window.addEventListener("beforeprint", () => fillPrint(state, $("print-page")));
  wide.addEventListener("change", () => show(wide.matches && tab === "questions" ? "outcome" : tab));
  state.listeners.push(draw);
  show(wide.matches ? "outcome" : "questions");
  return state;
}
