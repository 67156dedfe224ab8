// A case file, JSON or YAML -> case, with the rules, words and places of load/tree.py, load/schema.py and case/read.py.
//
// `reading` is what those say of it: the caps, the characters that no file may hold, what to try, and the table of entries. A tree is a scalar
// {value, text, place}, a sequence {items, place} or a mapping {entries, keys, place}; the value of a number is a Figure.

const WORDS = new Map([["true", true], ["True", true], ["TRUE", true], ["false", false], ["False", false], ["FALSE", false]]);
const NULLS = ["null", "Null", "NULL", "~", ""];

/** What ends the reading of a file. */
class Stop extends Error {
  constructor(issue) {
    super(issue.message);
    this.issue = issue;
  }
}

/** The text of a file, with lines that end in LF, and the place of each character; they are numbered by code point. */
class Source {
  constructor(text, file) {
    this.text = text.replace(/\r\n?/g, "\n");
    this.file = file;
    this.chars = Array.from(this.text);
    this.starts = [0];
    this.chars.forEach((char, at) => { if (char === "\n") this.starts.push(at + 1); });
  }

  place(at) {
    let low = 0, high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= at) low = middle;
      else high = middle;
    }
    return place(this.file, low + 1, at - this.starts[low] + 1);
  }

  /** The number of the character at an offset of the text. */
  number(offset) {
    if (this.chars.length === this.text.length) return offset;
    if (!this.numbers) {
      this.numbers = [];
      this.chars.forEach((char, at) => { for (let unit = 0; unit < char.length; unit++) this.numbers.push(at); });
      this.numbers.push(this.chars.length);
    }
    return this.numbers[offset];
  }
}

/** The text of the bytes of a file. throws: CaseFault where they are no UTF-8 */
function decodeCase(bytes, file) {
  const mark = /^\ufeff/, decoded = (part, more) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part, more);
  try {
    return decoded(bytes).replace(mark, "");
  } catch {
    let low = 0, high = bytes.length + 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      try {
        decoded(bytes.subarray(0, middle), { stream: true });
        low = middle;
      } catch {
        high = middle;
      }
    }
    const before = new Source(decoded(bytes.subarray(0, low), { stream: true }).replace(mark, ""), file);
    throw new CaseFault([{ message: "not UTF-8 text", place: before.place(before.chars.length), hint: "save the file as UTF-8" }]);
  }
}

/** What is to be said of the first character of a text that no file may hold, and where it stands. */
function forbidden(text, reading) {
  const found = new RegExp(reading.forbidden, "u").exec(text);
  if (!found) return null;
  const [char] = found, kind = Object.keys(reading.kinds).find(name => new RegExp(reading.kinds[name], "u").test(char)) ?? "invisible character";
  const name = reading.called[char], known = name ? ` (${name})` : "";
  return { message: `contains the ${kind} U+${hexOf(char, 4).toUpperCase()}${known}`, offset: found.index };
}

/** The tree of a text and every fault of its form; null where there is no tree. */
function readTree(text, file, reading) {
  const source = new Source(text, file), found = forbidden(source.text, reading);
  if (found) return [null, [{ message: found.message, place: source.place(source.number(found.offset)), hint: "take it out" }]];
  const builder = new Builder(source, reading), wrong = whyNotJson(source.text);
  try {
    return [builder.document(wrong ? yamlEvents(source.chars) : jsonEvents(source)), builder.issues];
  } catch (error) {
    if (error instanceof Stop) return [null, [...builder.issues, error.issue]];
    if (!(error instanceof YamlFault)) throw error;
    const at = source.place(error.at);
    const issue = error.message === YAML_TOO_DEEP ? { message: `nested more than ${reading.max_depth} deep`, place: at } : wrong.message && stripped(source.text).startsWith("{")
      ? { message: `not JSON: ${wrong.message}`, place: source.place(source.number(wrong.at)) }
      : { message: `not YAML: ${error.message}`, place: at, hint: yamlHint(source.text, at) };
    return [null, [...builder.issues, issue]];
  }
}

function yamlHint(text, at) {
  const line = text.split("\n")[at.line - 1] ?? "";
  if (/^\s*/.exec(line)[0].includes("\t")) return "indent with spaces, not tabs";
  return line.split(": ").length > 2 ? "quote a text that contains ': '" : "";
}

/** Why a text is no JSON, as Python says it: {message, at}, without a message where it is nested too deep to tell; null where it is. */
function whyNotJson(text) {
  const fault = (message, at) => { throw Object.assign(new SyntaxError(message), { at }); };
  const blanks = at => { while (" \t\n\r".includes(text[at] ?? "x")) at++; return at; };
  const literal = /null|true|false|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

  function string(start) {
    for (let at = start + 1; ; at++) {
      const char = text[at];
      if (char === undefined) fault("Unterminated string starting at", start);
      if (char === '"') return at + 1;
      if (char < " ") fault("Invalid control character at", at);
      if (char !== "\\") continue;
      at++;
      if (at >= text.length) fault("Unterminated string starting at", start);
      if (text[at] !== "u") {
        if (!'"\\/bfnrt'.includes(text[at])) fault("Invalid \\escape", at - 1);
      } else if (at + 5 >= text.length || !/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) fault("Invalid \\uXXXX escape", at);
      else at += 4;
    }
  }

  function value(at) {
    const char = text[at];
    if (char === '"') return string(at);
    if (char === "{" || char === "[") return collection(at, char === "{" ? "}" : "]");
    literal.lastIndex = at;
    if (!literal.test(text)) fault("Expecting value", at);
    return literal.lastIndex;
  }

  let depth = 0;
  function collection(at, closing) {
    if (++depth > YAML_DEEPEST) throw new RangeError("nested too deep to tell");
    const end = entriesOf(at, closing);
    depth--;
    return end;
  }

  function entriesOf(at, closing) {
    at = blanks(at + 1);
    if (text[at] === closing) return at + 1;
    for (;;) {
      if (closing === "}") {
        if (text[at] !== '"') fault("Expecting property name enclosed in double quotes", at);
        at = blanks(string(at));
        if (text[at] !== ":") fault("Expecting ':' delimiter", at);
        at = blanks(at + 1);
      }
      at = blanks(value(at));
      if (text[at] === closing) return at + 1;
      if (text[at] !== ",") fault("Expecting ',' delimiter", at);
      at = blanks(at + 1);
    }
  }

  try {
    const end = blanks(value(blanks(0)));
    return end === text.length ? null : { message: "Extra data", at: end };
  } catch (error) {
    return error instanceof SyntaxError ? { message: error.message, at: error.at } : { message: "", at: 0 };
  }
}

/** The events of the YAML parser, from text that is known to be JSON. */
function* jsonEvents(source) {
  yield { type: "document", start: 0 };
  for (const found of source.text.matchAll(/[{}[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^{}[\]",:\s]+/g)) {
    const [word] = found, start = source.number(found.index), end = source.number(found.index + word.length);
    if (word === "{" || word === "[") yield { type: word === "{" ? "mapping" : "sequence", start, end };
    else if (word === "}" || word === "]") yield { type: "end", start, end };
    else if (word[0] === '"') yield { type: "scalar", value: JSON.parse(word), plain: false, start, end };
    else yield { type: "scalar", value: word, plain: true, start, end };
  }
}

/** The entry that a number with a decimal comma was cut from: `{abpi: 0,82}` is abpi: 0 and an entry 82 without a value. */
function beforeComma({ entries }, key, value) {
  if (value.text !== "" || !entries.size || !/^[0-9]+([eE][-+]?[0-9]+)?$/.test(key)) return null;
  const [name, last] = [...entries].at(-1);
  return last.value instanceof Figure || last.text === "" ? [name, last] : null;
}

class Builder {
  constructor(source, reading) {
    Object.assign(this, { source, reading, issues: [], count: 0 });
  }

  place(event) { return this.source.place(event.start); }

  stop(event, message, hint = "") { throw new Stop({ message, place: this.place(event), hint }); }

  document(events) {
    let tree = null;
    for (let event = events.next(); !event.done; event = events.next()) {
      if (event.value.type !== "document") continue;
      if (tree !== null) this.stop(event.value, "a second document", "one document a file: take the '---' out");
      tree = this.node(events.next().value, events, 1);
    }
    return tree;
  }

  node(event, events, depth) {
    const { max_nodes, max_depth } = this.reading;
    if (++this.count > max_nodes) this.stop(event, `more than ${max_nodes} entries`);
    if (depth > max_depth) this.stop(event, `nested more than ${max_depth} deep`);
    this.unmarked(event);
    if (event.type === "scalar") return this.scalar(event);
    return event.type === "sequence" ? this.sequence(event, events, depth) : this.mapping(event, events, depth);
  }

  sequence(event, events, depth) {
    const items = [];
    for (let inner = events.next().value; inner.type !== "end"; inner = events.next().value) items.push(this.node(inner, events, depth + 1));
    return { items, place: this.place(event) };
  }

  mapping(event, events, depth) {
    const mapping = { entries: new Map(), keys: new Map(), place: this.place(event) };
    for (let inner = events.next().value; inner.type !== "end"; inner = events.next().value) {
      if (inner.type !== "scalar") this.stop(inner, "a key is a word", "write 'key: value'");
      this.unmarked(inner);
      const value = this.node(events.next().value, events, depth + 1);
      this.put(mapping, inner.value, value, this.place(inner));
    }
    return mapping;
  }

  /** Refuses what YAML lets stand before a value, or in its place. */
  unmarked(event) {
    if (event.anchor) this.stop(event, "anchors (&name) and aliases (*name) are not read", "write the entry out");
    if (event.tag) this.stop(event, `tags (${event.tag}) are not read`, "write plain values");
  }

  put(mapping, key, value, at) {
    const { max_key } = this.reading, length = [...key].length, found = forbidden(key, this.reading), before = beforeComma(mapping, key, value);
    if (found) this.issues.push({ message: `a key ${found.message}`, place: at, hint: "take it out" });
    else if (before) {
      const [name, whole] = before, last = this.issues.at(-1)?.place;
      if (last?.line === whole.place.line && last.column === whole.place.column) return; // 1,000,000 is said once
      this.issues.push({ message: `${name}: ${whole.text},${key} is not a number`, place: whole.place, hint: this.reading.point });
    } else if (length > max_key) this.issues.push({ message: `a key of ${length} characters; at most ${max_key}`, place: at });
    else if (mapping.entries.has(key)) {
      this.issues.push({ message: `${quoted(key)} is written twice; first on line ${mapping.keys.get(key).line}`, place: at });
    } else {
      mapping.entries.set(key, value);
      mapping.keys.set(key, at);
    }
  }

  scalar(event) {
    const text = event.value;
    let value = text;
    if (event.plain) {
      if (WORDS.has(text)) value = WORDS.get(text);
      else if (NULLS.includes(text)) value = null;
      else value = number(text, this.reading) ?? text;
    }
    return { value, text, place: this.place(event) };
  }
}

/** The entries of a record that were well formed, as an object; every fault of its form is added to `issues`. */
function readRecord(tree, record, issues, reading) {
  if (!tree.entries) {
    issues.push({ message: `expected a ${record} with 'key: value' entries`, place: tree.place });
    return null;
  }
  const fields = new Map(reading.records[record].map(field => [field.name, field])), found = {};
  for (const [key, value] of tree.entries) {
    if (!fields.has(key)) {
      const names = [...fields.keys()], hint = didYouMean(key, names) || `known: ${names.join(", ")}`;
      issues.push({ message: `a ${record} has no ${quoted(key)}`, place: tree.keys.get(key), hint });
      continue;
    }
    const read = readField(fields.get(key), value, issues, key, reading);
    if (read !== null) found[key] = read;
  }
  return found;
}

/** The value of one field, or null with the fault noted. */
function readField(field, tree, issues, key, reading) {
  const fault = (message, hint = "") => {
    issues.push({ message: `${key}: ${message}`, place: tree.place, hint });
    return null;
  };
  const inside = (kind, item) => readField({ kind }, item, issues, key, reading);
  if (field.kind === "record") return readRecord(tree, field.of, issues, reading);
  if (field.kind === "values") {
    if (!tree.entries) return fault("expected 'finding: value' entries");
    for (const item of tree.entries.values()) if (!item.items && !item.entries && item.value !== null) inside("value", item);
    return tree;
  }
  if (field.kind === "texts") {
    if (!tree.items) return fault("expected a list", "write [a, b]");
    const items = tree.items.map(item => inside("text", item));
    if (items.includes(null)) return null;
    return new Set(items).size < items.length ? fault("the same word twice") : items;
  }
  if (tree.items || tree.entries) return fault("expected a single value");
  return readScalar(field, tree, fault, reading);
}

function readScalar(field, { value, text }, fault, reading) {
  if (value === null) return fault("is empty");
  const found = forbidden(text, reading);
  if (found) return fault(found.message, "take it out");
  if (field.kind === "value") return value;
  const said = quoted(firstOf(text, 40));
  if (field.kind === "name" && (text.length > 64 || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(text))) {
    return fault(`${quoted(firstOf(text, 80))} is not a name`, "snake_case: small letters, figures and '_', at most 64");
  }
  if (field.kind === "flag") return typeof value === "boolean" ? value : fault(`expected true or false, not ${said}`);
  if (field.kind === "one_of") return field.of.includes(text) ? text : fault(`${said} is none of ${field.of.join(", ")}`, didYouMean(text, field.of));
  const length = [...text].length;
  return length > reading.max_text ? fault(`${length} characters; at most ${reading.max_text}`) : stripped(text);
}

/** The case in the text of a file. throws: CaseFault with every fault of its form */
function parseCase(text, reading, file = "case") {
  const [tree, issues] = readTree(text, file, reading);
  if (!tree) throw new CaseFault(issues.length ? issues : [{ message: "an empty file", place: place(file), hint: 'a case is {"findings": {...}}' }]);
  const found = readRecord(tree, "case", issues, reading);
  if (issues.length) throw new CaseFault(issues);
  const findings = new Map([...(found.findings?.entries ?? [])].map(([name, item]) => [name, item.items ? [] : item.entries ? {} : item.value]));
  const placed = error => new CaseFault(
    error.issues.map(issue => (issue.place.line ? issue : { ...issue, place: spot(issue, tree) ?? place(file) })), error.remaining);
  return { kase: { ...emptyCase(), ...found, findings }, placed };
}

/** The case in the bytes of a file. throws: CaseFault with every fault of its form */
const readCase = (bytes, reading, file) => parseCase(decodeCase(bytes, file), reading, file);

/** The place of the entry that a fault speaks of: of its name where that is unknown, else of its value. */
function spot({ where, message }, tree) {
  const dot = where.indexOf("."), [part, name] = dot < 0 ? [where, ""] : [where.slice(0, dot), where.slice(dot + 1)];
  for (const found of [part, "normal", "not_done"].map(key => tree.entries?.get(key))) {
    if (found?.keys?.has(name)) return message.startsWith("unknown finding") ? found.keys.get(name) : found.entries.get(name).place;
    const item = found?.items?.find(other => other.text !== undefined && stripped(other.text) === name);
    if (item) return item.place;
  }
  return null;
}

const emptyCase = () => ({ id: "", who: "", findings: new Map(), normal: [], not_done: [], statements: [], expect: {} });

/** JSON as Python writes it. */
function written(value) {
  if (value instanceof Figure) return value.plain();
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(pair => pair.map(written).join(": ")).join(", ")}}`;
}

/** The case as a JSON file that `walk` reads, a finding a line, each number with the very figures that were given. */
function writeCase(kase) {
  const entries = ["id", "who"].filter(key => kase[key]).map(key => `${written(key)}: ${written(kase[key])}`);
  const findings = [...kase.findings].map(([name, raw]) => `\n    ${written(name)}: ${written(raw)}`).join(",");
  entries.push(`"findings": {${findings}${findings && "\n  "}}`);
  for (const key of ["normal", "not_done"]) entries.push(`${written(key)}: ${written(kase[key])}`);
  if (kase.statements.length) entries.push(`"statements": ${written(kase.statements)}`);
  if (Object.keys(kase.expect).length) entries.push(`"expect": ${written(kase.expect)}`);
  return `{\n  ${entries.join(",\n  ")}\n}\n`;
}
