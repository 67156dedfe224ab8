// What is said of a fault, in the words of `walk`: texts as Python shows them, and what was probably meant.

/** A position in a file; line and column count from 1, and 0 means that it is not known. */
const place = (file, line = 0, column = 0) => ({ file, line, column });
const placeText = ({ file, line, column }) => (line ? `${file}:${line}:${column}` : file);

/** What a user can cause. `issues`: [{where, message, hint, place}], in the order of their places. `remaining`: the case without the
 * entries that contradict each other. */
class CaseFault extends Error {
  constructor(issues, remaining = null) {
    const sorted = issues.map(issue => ({ where: "", hint: "", place: place(""), ...issue })).sort(byPlace);
    super(sorted.map(issueText).join("\n"));
    this.issues = sorted;
    this.remaining = remaining;
  }
}

function byPlace(one, other) {
  const keys = ({ place: { file, line, column }, message }) => [file, line, column, message];
  const [ours, theirs] = [keys(one), keys(other)], at = ours.findIndex((key, number) => key !== theirs[number]);
  return at < 0 ? 0 : ours[at] < theirs[at] ? -1 : 1;
}

/** A fault as the command line prints it. */
const issueText = ({ message, hint, place: where }) => (where.file ? `${placeText(where)}: ` : "") + message + (hint ? `\n  hint: ${hint}` : "");

const listed = (words, join = "and") =>
  words.length > 1 ? `${words.slice(0, -1).join(", ")} ${join} ${words.at(-1)}` : words.join("");

const stripped = text => text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, "");
const firstOf = (text, most) => [...text].slice(0, most).join("");
const isPrintable = char => char === " " || !/[\p{C}\p{Z}]/u.test(char);
const hexOf = (char, digits) => char.codePointAt(0).toString(16).padStart(digits, "0");

/** A text in quotes, with what cannot be printed as escapes: repr of Python. */
function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const known = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", [quote]: `\\${quote}` };
  const inside = [...text].map(char => {
    if (char in known) return known[char];
    if (isPrintable(char)) return char;
    const code = char.codePointAt(0);
    return code < 0x100 ? `\\x${hexOf(char, 2)}` : code < 0x10000 ? `\\u${hexOf(char, 4)}` : `\\U${hexOf(char, 8)}`;
  });
  return quote + inside.join("") + quote;
}

/** What was written, short enough to print. */
function shown(raw) {
  if (typeof raw === "boolean") return String(raw);
  if (raw instanceof Figure) return raw.shown().slice(0, 40);
  if (typeof raw === "string") {
    const text = [...firstOf(raw, 40)].map(char => (isPrintable(char) ? char : `\\x${hexOf(char, 2)}`)).join("");
    return `"${text}"${[...raw].length > 40 ? "..." : ""}`;
  }
  return raw === null ? "empty" : Array.isArray(raw) ? "a list" : "a group of entries";
}

/** Faults after which names are no longer guessed at. */
const MANY = 50;

/** The hint for a misspelt word, or an empty string: the nearest words, as difflib of Python has them. */
function didYouMean(word, known, after = []) {
  if (after.length >= MANY) return "";
  const near = known.map(name => [likeness(name, word), name]).filter(([ratio]) => ratio >= 0.7);
  near.sort(([one, name], [other, next]) => other - one || (name < next ? 1 : name > next ? -1 : 0));
  return near.length ? `did you mean ${near.slice(0, 2).map(([, name]) => quoted(name)).join(" or ")}?` : "";
}

/** How alike two words are, from 0 to 1, by the longest runs that they share. */
function likeness(one, other) {
  const a = [...one], b = [...other], whole = a.length + b.length;
  if (!whole) return 1;
  if ((2 * Math.min(a.length, b.length)) / whole < 0.7) return 0;
  let shared = 0;
  const todo = [[0, a.length, 0, b.length]];
  while (todo.length) {
    const [aLow, aHigh, bLow, bHigh] = todo.pop();
    let best = [0, 0, 0], lengths = [];
    for (let i = aLow; i < aHigh; i++) {
      const next = [];
      for (let j = bLow; j < bHigh; j++) {
        if (a[i] !== b[j]) continue;
        next[j] = (lengths[j - 1] ?? 0) + 1;
        if (next[j] > best[2]) best = [i - next[j] + 1, j - next[j] + 1, next[j]];
      }
      lengths = next;
    }
    const [i, j, size] = best;
    if (!size) continue;
    shared += size;
    todo.push([aLow, i, bLow, j], [i + size, aHigh, j + size, bHigh]);
  }
  return (2 * shared) / whole;
}

/** Whether endings have an order of how soon; else they are treatments. */
const isOrdered = words => words.urgencies.length > 1;
