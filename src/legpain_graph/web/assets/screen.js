// A screen of the interview: the complaint, or a checklist. What is ticked is recorded at once, and the lines stay where they are until
// the screen is answered; what "none of the others" would sign stands there before it is signed.

const PART_WORDS = { history: "History", examination: "Examination", results: "Results" };

/** The cards of what is asked now. */
function screenCards(questions) {
  const { state } = questions, { walk, screen } = state;
  if (state.fault && !walk.stopped) return [contradictionCard(state)];
  if (walk.stopped) return [endCard("Nothing more to ask first", "Act on the outcome. Do not delay it for further questions.")];
  if (!screen) return lastCards(questions);
  const complaint = screen.kind === "complaint", parts = screen.lines.map(line => PARTS[line.part]), several = !complaint && new Set(parts).size > 1;
  return [
    screenHead(state, screen),
    screen.lines.map((line, at) => [
      several && parts[at] !== parts[at - 1] ? h("h4", { class: "part", text: PART_WORDS[parts[at]] }) : null,
      questions.line(line, { complaint }),
    ]),
    screenFoot(questions, screen),
  ];
}

function screenHead(state, screen) {
  const complaint = screen.kind === "complaint", raises = screen.could_be > state.walk.floor && screen.lines.some(line => line.decides);
  return h("div", { class: "screen-head", tabindex: "-1", data: { card: "screen", place: "screen" } },
    state.signed.length ? h("div", { class: "signed" }, h("b", { text: "Signed: " }), state.signed.join(" ")) : null,
    h("div", { class: "card-head" }, h("h3", { text: complaint ? "What brings the patient" : "Is any of this so?" }), raises && !complaint ? urgencyMark(state.words, screen.could_be, "could be ") : null));
}

/** What ends a screen. The sentences that it would sign are part of what is read before it is answered. */
function screenFoot(questions, screen) {
  const { state } = questions, left = screen.lines.filter(line => state.saidOf(line) === undefined);
  const answer = others => () => {
    try {
      state.answer(others);
    } catch (error) {
      if (!(error instanceof CaseFault)) throw error;
      questions.refused = error.issues.map(issue => issue.message).join("; ");
      questions.draw();
    }
  };
  const { refused } = questions, signs = left.some(line => line.others !== null) ? sentencesOf(state) : null;
  return h("div", { class: "card screen-foot", tabindex: "-1", data: { card: "screen-foot", place: "screen" } },
    refused ? h("p", { class: "problem", role: "alert", text: `Not taken: ${refused}` }) : null,
    signs?.length ? [h("p", { class: "help", text: `"None of the ${left.length < screen.lines.length ? "others" : "above"}" signs:` }), h("ul", { class: "sentences" }, signs.map(text => h("li", { text })))] : null,
    h("div", { class: "actions" },
      signs ? answerButton(left.length < screen.lines.length ? "None of the others" : "None of the above", "screen:none", answer(true), { class: "close" }) : null,
      answerButton(left.length ? "Go on: the rest is not known" : "Go on", "screen:on", answer(false), { class: signs ? "close second" : "close" })));
}

/** The sentences that would be signed; those of lines that contradict what is recorded are told once the screen is answered. */
function sentencesOf(state) {
  try {
    return state.signs();
  } catch (error) {
    if (!(error instanceof CaseFault)) throw error;
    return [];
  }
}

function contradictionCard(state) {
  return h("div", { class: "card warn", tabindex: "-1", data: { card: "fault", place: "fault" } },
    h("h3", { text: "Two entries contradict each other" }),
    state.fault.issues.map(issue => h("p", { text: issue.message })),
    h("div", { class: "actions" }, answerButton("Undo the last entry", "screen:undo", () => state.undo(), { class: "close second" })));
}

const endCard = (title, text, ...more) =>
  h("div", { class: "card done", tabindex: "-1", data: { card: "none", place: "screen" } }, h("h3", { text: title }), h("p", { text }), ...more);

/** Nothing is left to ask: what was said not to be known can still be answered. */
function lastCards(questions) {
  const { state, words } = questions, { walk } = state;
  const left = [...walk.decides_urgency, ...walk.decides_plan].filter(ask => questions.isNotKnown(ask.finding));
  if (!left.length) return [endCard("Nothing more to ask", "Every answer that the outcome and the plan need is there.")];
  return [
    endCard("Nothing else to ask", `${count(left.length, "answer")} said not to be known, and still open.`,
      h("div", { class: "actions" }, answerButton("Ask them again", "screen:again", () => state.askAgain(), { class: "close second" }))),
    h("h3", { class: "divider", text: "Not known yet" }), left.map(ask => questions.findingCard(ask.finding, ask)),
  ];
}
