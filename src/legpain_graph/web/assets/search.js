// What can be recorded, found by the words that people use for it: the index of model/search.py, counted in the same whole numbers.

const SAME = 20, STEM = 19, BEGINNING = 16, SLIP = 12;
const LEAST_PREFIX = 3, LEAST_TYPO = 5, LEAST_TWO_TYPOS = 9;
const CALLED = 6, ASKED = 2, MEANT = 1;

/** The words of a text, in small letters. */
const searchWords = text =>
  (text.toLowerCase().replace(/['’]/g, "").match(/[a-z0-9]+/g) ?? []).map(word => (word === "cant" ? "cannot" : word));

class Search {
  constructor(words) {
    this.idle = new Set(words.searching.idle);
    this.endings = words.searching.endings;
    this.entries = [...searchEntries(words)];
    this.words = new Map();
    for (const word of new Set(this.entries.flatMap(({ called, asked, meant }) => [...called.flat(), ...asked, ...meant]))) {
      if (!this.words.has(word[0])) this.words.set(word[0], []);
      this.words.get(word[0]).push(word);
    }
  }

  /** What fits `text`, the best first, of as good ones a group: [{name, kind, at, score}], `kind` finding, group or score, `at` its place in the data. */
  find(text) {
    const typed = searchWords(text), said = typed.filter(word => !this.idle.has(word)), sought = said.length ? said : typed;
    if (!sought.length) return [];
    const fits = sought.map(word => new Map((this.words.get(word[0]) ?? []).map(other => [other, this.fit(word, other)]).filter(([, fit]) => fit)));
    const byName = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
    return this.entries.map(({ name, kind, at, ...entry }) => ({ name, kind, at, score: this.score(fits, entry) })).filter(item => item.score)
      .sort((one, other) => other.score - one.score || (one.kind !== "group") - (other.kind !== "group") || byName(one.name, other.name));
  }

  /** 0 where half of the words or more are nowhere; more for words that stand together under one name, most for that whole name. */
  score(fits, { called, asked, meant }) {
    const named = called.flat();
    const best = fits.map(fit => Math.max(CALLED * bestFit(fit, named), ASKED * bestFit(fit, asked), MEANT * bestFit(fit, meant)));
    const covered = best.filter(score => score > 0).length;
    if (covered * 2 <= fits.length) return 0;
    const together = Math.max(...called.map(name => this.together(fits, name)));
    return (sum(best) * covered) / (fits.length * fits.length) + 2 * CALLED * together;
  }

  /** How much of the words and of one name is the same. */
  together(fits, name) {
    const said = name.filter(word => !this.idle.has(word));
    if (!said.length) return 0;
    const ours = sum(fits.map(fit => bestFit(fit, said)));
    const theirs = sum(said.map(word => Math.max(...fits.map(fit => fit.get(word) ?? 0))));
    return (ours + theirs) / (fits.length + said.length);
  }

  /** How well a word that was typed fits one that is there; they begin with the same letter. */
  fit(word, other) {
    if (word === other) return SAME;
    if (this.stem(word) === this.stem(other)) return STEM;
    if (word.length >= LEAST_PREFIX && other.startsWith(word)) return BEGINNING;
    const typos = word.length >= LEAST_TWO_TYPOS ? 2 : word.length >= LEAST_TYPO ? 1 : 0;
    return typos && Math.abs(word.length - other.length) <= typos && slips(word, other) <= typos ? SLIP : 0;
  }

  stem(word) {
    const end = this.endings.find(item => word.endsWith(item) && word.length - item.length >= LEAST_PREFIX);
    return end === undefined ? word : word.slice(0, -end.length);
  }
}

function* searchEntries({ findings, groups, scores }) {
  const entry = (kind, name, at, called, asked, meant) =>
    ({ kind, name, at, called: [name, ...called].map(searchWords), asked: searchWords(asked), meant: searchWords(meant) });
  for (const [at, finding] of findings.entries()) {
    const values = finding.type === "choice" ? finding.values : [], said = Object.values(finding.value_synonyms).flat();
    yield entry("finding", finding.name, at, [finding.label, ...finding.synonyms, ...values, ...said], finding.question, finding.definition);
  }
  for (const [at, group] of groups.entries()) yield entry("group", group.name, at, group.synonyms, "", group.sentence);
  for (const [at, score] of scores.entries()) yield entry("score", score.name, at, [score.label], "", score.definition);
}

const sum = numbers => numbers.reduce((total, number) => total + number, 0);

const bestFit = (fit, words) => words.reduce((best, word) => Math.max(best, fit.get(word) ?? 0), 0);

/** How many letters are left out, added, changed or swapped with the next. */
function slips(one, other) {
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i], last = rows.at(-1);
    for (let j = 1; j <= other.length; j++) {
      let best = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) best = Math.min(best, rows.at(-2)[j - 2] + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows.at(-1)[other.length];
}
