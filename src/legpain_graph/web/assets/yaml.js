// YAML text -> events, step for step as libyaml gives them, so that the page reads and refuses what `walk` does, with its words and
// places: no YAML library in JavaScript has libyaml's. tests/web/test_reading.py holds every event and fault to those of libyaml.

/*! A port of the scanner and parser of libyaml, Copyright (c) 2017-2020 Ingy döt Net, Copyright (c) 2006-2016 Kirill Simonov:
    Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
    "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
    distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
    the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions
    of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
    WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS
    BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
    CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE. */

/** What is no YAML: the problem, and the number of the character where it is. */
class YamlFault extends Error {
  constructor(problem, at) {
    super(problem);
    this.at = at;
  }
}

const isBlank = char => char === " " || char === "\t";
const isBreak = char => char === "\n" || char === "\x85" || char === "\u2028" || char === "\u2029";
const isBlankOrEnd = char => char === undefined || isBlank(char) || isBreak(char);
const isBreakOrEnd = char => char === undefined || isBreak(char);
const isWord = char => char !== undefined && /[0-9A-Za-z_-]/.test(char);
const among = (char, chars) => char !== undefined && chars.includes(char);

/** A line break of a scalar, or several: one is a blank. */
const folded = (first, rest) => (first !== "\n" ? first + rest : rest || " ");

const YAML_ESCAPES = {
  0: "\0", a: "\x07", b: "\b", t: "\t", "\t": "\t", n: "\n", v: "\v", f: "\f", r: "\r", e: "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\",
  N: "\x85", _: "\xa0", L: "\u2028", P: "\u2029",
};
const YAML_HEX = { x: 2, u: 4, U: 8 };
const YAML_LONGEST_KEY = 1024, YAML_DEEPEST = 1000, YAML_TOO_DEEP = "exceeded maximum nesting depth";

/** Characters -> tokens {type, start, end, value}. A type is an indicator, or: sequence, mapping (a block starts), end (a block ends),
 * key, value, entry, scalar, anchor, alias, tag, stream end. */
class YamlScanner {
  constructor(chars) {
    Object.assign(this, { chars, at: 0, line: 0, column: 0, tokens: [], taken: 0, indent: -1, indents: [], flow: 0, keys: [null], keyAllowed: true, ready: false });
  }

  look(ahead = 0) { return this.chars[this.at + ahead]; }

  skip() { this.at++; this.column++; }

  newLine() {
    const char = this.look();
    if (!isBreak(char)) return "";
    this.at++;
    this.line++;
    this.column = 0;
    return char === "\x85" ? "\n" : char;
  }

  skipBlanks() { while (isBlank(this.look())) this.skip(); }

  skipComment() { if (this.look() === "#") while (!isBreakOrEnd(this.look())) this.skip(); }

  fault(problem) { throw new YamlFault(problem, this.at); }

  peek() {
    while (!this.ready && (!this.tokens.length || this.keyMayCome())) this.readToken();
    this.ready = true;
    return this.tokens[0];
  }

  take() {
    this.taken++;
    this.ready = false;
    return this.tokens.shift();
  }

  add(type, start, more = {}) { this.tokens.push({ type, start, end: this.at, ...more }); }

  /** Whether what is read next could still turn out to be a key. */
  keyMayCome() {
    this.dropStaleKeys();
    return this.keys.some(key => key?.number === this.taken);
  }

  dropStaleKeys() {
    this.keys.forEach((key, level) => {
      if (!key || (key.line >= this.line && key.at + YAML_LONGEST_KEY >= this.at)) return;
      if (key.required) this.fault("could not find expected ':'");
      this.keys[level] = null;
    });
  }

  saveKey() {
    if (!this.keyAllowed) return;
    const required = !this.flow && this.indent === this.column;
    this.removeKey();
    this.keys[this.keys.length - 1] = { required, number: this.taken + this.tokens.length, at: this.at, line: this.line, column: this.column };
  }

  removeKey() {
    if (this.keys.at(-1)?.required) this.fault("could not find expected ':'");
    this.keys[this.keys.length - 1] = null;
  }

  roll(column, type, at = this.at, number = this.taken + this.tokens.length) {
    if (this.flow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.tokens.splice(number - this.taken, 0, { type, start: at, end: at });
  }

  unroll(column) {
    if (this.flow) return;
    while (this.indent > column) {
      this.add("end", this.at);
      this.indent = this.indents.pop();
    }
  }

  documentMark(char) {
    return this.column === 0 && [0, 1, 2].every(ahead => this.look(ahead) === char) && isBlankOrEnd(this.look(3));
  }

  readToken() {
    this.toNextToken();
    this.dropStaleKeys();
    this.unroll(this.column);
    const char = this.look(), next = this.look(1), { flow } = this;
    if (char === undefined) return this.streamEnd();
    if (this.column === 0 && char === "%") return this.directive();
    if (this.documentMark("-")) return this.document("---");
    if (this.documentMark(".")) return this.document("...");
    if (char === "[" || char === "{") return this.flowStart(char);
    if (char === "]" || char === "}") return this.flowEnd(char);
    if (char === ",") return this.flowEntry();
    if (char === "-" && isBlankOrEnd(next)) return this.blockEntry();
    if (char === "?" && (flow || isBlankOrEnd(next))) return this.key();
    if (char === ":" && (flow || isBlankOrEnd(next))) return this.value();
    if (char === "*" || char === "&") return this.simple(() => this.anchor(char === "*" ? "alias" : "anchor"));
    if (char === "!") return this.simple(() => this.tag());
    if ((char === "|" || char === ">") && !flow) return this.blockScalar(char === "|");
    if (char === "'" || char === '"') return this.simple(() => this.flowScalar(char));
    if (!isBlankOrEnd(char) && !among(char, "-?:,[]{}#&*!|>'\"%@`") || (char === "-" && !isBlank(next))
      || (!flow && among(char, "?:") && !isBlankOrEnd(next))) return this.simple(() => this.plainScalar());
    return this.fault("found character that cannot start any token");
  }

  toNextToken() {
    for (;;) {
      if (this.column === 0 && this.look() === "\ufeff") this.skip();
      while (this.look() === " " || ((this.flow || !this.keyAllowed) && this.look() === "\t")) this.skip();
      this.skipComment();
      if (!isBreak(this.look())) return;
      this.newLine();
      if (!this.flow) this.keyAllowed = true;
    }
  }

  /** Before a directive, a document and the end of all. */
  outside() {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
  }

  streamEnd() {
    if (this.column) { this.column = 0; this.line++; }
    this.outside();
    this.add("stream end", this.at);
  }

  document(type) {
    this.outside();
    const start = this.at;
    for (let marks = 0; marks < 3; marks++) this.skip();
    this.add(type, start);
  }

  indicator(type) {
    const start = this.at;
    this.skip();
    this.add(type, start);
  }

  flowStart(char) {
    this.saveKey();
    if (this.flow === YAML_DEEPEST) this.fault(YAML_TOO_DEEP);
    this.keys.push(null);
    this.flow++;
    this.keyAllowed = true;
    this.indicator(char);
  }

  flowEnd(char) {
    this.removeKey();
    if (this.flow) {
      this.flow--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.indicator(char);
  }

  flowEntry() {
    this.removeKey();
    this.keyAllowed = true;
    this.indicator(",");
  }

  blockEntry() {
    if (!this.flow) {
      if (!this.keyAllowed) this.fault("block sequence entries are not allowed in this context");
      this.roll(this.column, "sequence");
    }
    this.removeKey();
    this.keyAllowed = true;
    this.indicator("entry");
  }

  key() {
    if (!this.flow) {
      if (!this.keyAllowed) this.fault("mapping keys are not allowed in this context");
      this.roll(this.column, "mapping");
    }
    this.removeKey();
    this.keyAllowed = !this.flow;
    this.indicator("key");
  }

  value() {
    const key = this.keys.at(-1);
    if (key) {
      this.tokens.splice(key.number - this.taken, 0, { type: "key", start: key.at, end: key.at });
      this.roll(key.column, "mapping", key.at, key.number);
      this.keys[this.keys.length - 1] = null;
      this.keyAllowed = false;
    } else {
      if (!this.flow) {
        if (!this.keyAllowed) this.fault("mapping values are not allowed in this context");
        this.roll(this.column, "mapping");
      }
      this.keyAllowed = !this.flow;
    }
    this.indicator("value");
  }

  /** What may be a key in one line. */
  simple(scan) {
    this.saveKey();
    this.keyAllowed = false;
    scan();
  }

  word() {
    let text = "";
    for (; isWord(this.look()); this.skip()) text += this.look();
    return text;
  }

  anchor(type) {
    const start = this.at;
    this.skip();
    const value = this.word();
    if (!value || !(isBlankOrEnd(this.look()) || among(this.look(), "?:,]}%@`"))) this.fault("did not find expected alphabetic or numeric character");
    this.add(type, start, { value });
  }

  tag() {
    const start = this.at;
    let handle = "", suffix;
    if (this.look(1) === "<") {
      this.skip();
      this.skip();
      suffix = this.uri("", true);
      if (this.look() !== ">") this.fault("did not find the expected '>'");
      this.skip();
    } else {
      handle = this.tagHandle();
      if (handle.length > 1 && handle.endsWith("!")) suffix = this.uri("", false);
      else {
        suffix = this.uri(handle, false);
        [handle, suffix] = suffix ? ["!", suffix] : ["", "!"];
      }
    }
    if (!isBlankOrEnd(this.look()) && !(this.flow && this.look() === ",")) this.fault("did not find expected whitespace or line break");
    this.add("tag", start, { handle, suffix });
  }

  tagHandle(directive = false) {
    if (this.look() !== "!") this.fault("did not find expected '!'");
    this.skip();
    const handle = `!${this.word()}`;
    if (this.look() === "!") {
      this.skip();
      return `${handle}!`;
    }
    if (directive && handle !== "!") this.fault("did not find expected '!'");
    return handle;
  }

  uri(head, verbatim) {
    let text = head.slice(1), length = head.length;
    for (; isWord(this.look()) || among(this.look(), ";/?:@&=+$.%!~*'()") || (verbatim && among(this.look(), ",[]")); length++) {
      if (this.look() === "%" && !/^[0-9A-Fa-f]{2}$/.test(`${this.look(1)}${this.look(2)}`)) this.fault("did not find URI escaped octet");
      text += this.look();
      this.skip();
    }
    if (!length) this.fault("did not find expected tag URI");
    return text;
  }

  directive() {
    this.outside();
    const start = this.at;
    this.skip();
    const name = this.word();
    if (!name) this.fault("could not find expected directive name");
    if (!isBlankOrEnd(this.look())) this.fault("found unexpected non-alphabetical character");
    if (name !== "YAML" && name !== "TAG") this.fault("found unknown directive name");
    this.skipBlanks();
    const found = name === "YAML" ? this.version() : this.tagDirective(), end = this.at;
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.look())) this.fault("did not find expected comment or line break");
    this.newLine();
    this.tokens.push({ type: `%${name}`, start, end, ...found });
  }

  version() {
    const number = () => {
      let digits = "";
      for (; among(this.look(), "0123456789"); this.skip()) {
        digits += this.look();
        if (digits.length > 9) this.fault("found extremely long version number");
      }
      if (!digits) this.fault("did not find expected version number");
      return Number(digits);
    };
    const major = number();
    if (this.look() !== ".") this.fault("did not find expected digit or '.' character");
    this.skip();
    return { major, minor: number() };
  }

  tagDirective() {
    const handle = this.tagHandle(true);
    if (!isBlank(this.look())) this.fault("did not find expected whitespace");
    this.skipBlanks();
    const prefix = this.uri("", true);
    if (!isBlankOrEnd(this.look())) this.fault("did not find expected whitespace or line break");
    return { handle, prefix };
  }

  blockScalar(literal) {
    this.removeKey();
    this.keyAllowed = true;
    const start = this.at;
    let keep = "", increment = 0;
    const sign = () => { if (among(this.look(), "+-")) { keep = this.look(); this.skip(); } };
    this.skip();
    sign();
    if (among(this.look(), "0123456789")) {
      if (this.look() === "0") this.fault("found an indentation indicator equal to 0");
      increment = Number(this.look());
      this.skip();
      if (!keep) sign();
    }
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.look())) this.fault("did not find expected comment or line break");
    this.newLine();
    let text = "", first = "", wasBlank = false;
    let { indent, rest, end } = this.blockBreaks(increment ? Math.max(this.indent, 0) + increment : 0);
    while (this.column === indent && this.look() !== undefined) {
      const blank = isBlank(this.look());
      if (literal || first !== "\n" || wasBlank || blank) text += first;
      else if (!rest) text += " ";
      text += rest;
      wasBlank = blank;
      for (; !isBreakOrEnd(this.look()); this.skip()) text += this.look();
      first = this.newLine();
      ({ rest, end } = this.blockBreaks(indent));
    }
    if (keep !== "-") text += first;
    if (keep === "+") text += rest;
    this.tokens.push({ type: "scalar", start, end, value: text, plain: false });
  }

  blockBreaks(indent) {
    let rest = "", end = this.at, widest = 0;
    const inside = () => !indent || this.column < indent;
    for (;;) {
      while (inside() && this.look() === " ") this.skip();
      widest = Math.max(widest, this.column);
      if (inside() && this.look() === "\t") this.fault("found a tab character where an indentation space is expected");
      if (!isBreak(this.look())) break;
      rest += this.newLine();
      end = this.at;
    }
    return { indent: indent || Math.max(widest, this.indent + 1, 1), rest, end };
  }

  flowScalar(quote) {
    const start = this.at, double = quote === '"';
    let text = "";
    this.skip();
    for (;;) {
      if (this.documentMark("-") || this.documentMark(".")) this.fault("found unexpected document indicator");
      if (this.look() === undefined) this.fault("found unexpected end of stream");
      let blanks = "", first = "", rest = "", broken = false;
      while (!isBlankOrEnd(this.look())) {
        if (!double && this.look() === "'" && this.look(1) === "'") {
          text += "'";
          this.skip();
          this.skip();
        } else if (this.look() === quote) break;
        else if (double && this.look() === "\\" && isBreak(this.look(1))) {
          this.skip();
          this.newLine();
          broken = true;
          break;
        } else if (double && this.look() === "\\") text += this.escape();
        else {
          text += this.look();
          this.skip();
        }
      }
      if (this.look() === quote) break;
      while (isBlank(this.look()) || isBreak(this.look())) {
        if (isBlank(this.look())) {
          if (!broken) blanks += this.look();
          this.skip();
        } else if (broken) rest += this.newLine();
        else {
          first = this.newLine();
          broken = true;
        }
      }
      text += broken ? folded(first, rest) : blanks;
    }
    this.skip();
    this.add("scalar", start, { value: text, plain: false });
  }

  escape() {
    const char = this.look(1), length = YAML_HEX[char];
    if (length === undefined && !Object.hasOwn(YAML_ESCAPES, char ?? "")) this.fault("found unknown escape character");
    this.skip();
    this.skip();
    if (length === undefined) return YAML_ESCAPES[char];
    const digits = this.chars.slice(this.at, this.at + length).join(""), wrong = digits.search(/[^0-9A-Fa-f]|$/);
    if (wrong < length) this.fault("did not find expected hexdecimal number");
    const code = parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.fault("found invalid Unicode character escape code");
    for (let at = 0; at < length; at++) this.skip();
    return String.fromCodePoint(code);
  }

  plainScalar() {
    const start = this.at, indent = this.indent + 1;
    let end = this.at, text = "", blanks = "", first = "", rest = "", broken = false;
    for (;;) {
      if (this.documentMark("-") || this.documentMark(".") || this.look() === "#") break;
      for (; !isBlankOrEnd(this.look()); this.skip(), end = this.at) {
        const char = this.look(), next = this.look(1);
        if (this.flow && char === ":" && among(next, ",?[]{}")) this.fault("found unexpected ':'");
        if ((char === ":" && isBlankOrEnd(next)) || (this.flow && among(char, ",[]{}"))) break;
        text += (broken ? folded(first, rest) : blanks) + char;
        blanks = first = rest = "";
        broken = false;
      }
      if (!isBlank(this.look()) && !isBreak(this.look())) break;
      while (isBlank(this.look()) || isBreak(this.look())) {
        if (isBlank(this.look())) {
          if (broken && this.column < indent && this.look() === "\t") this.fault("found a tab character that violates indentation");
          if (!broken) blanks += this.look();
          this.skip();
        } else if (broken) rest += this.newLine();
        else {
          blanks = "";
          first = this.newLine();
          broken = true;
        }
      }
      if (!this.flow && this.column < indent) break;
    }
    if (broken) this.keyAllowed = true;
    this.tokens.push({ type: "scalar", start, end, value: text, plain: true });
  }
}

/** The events of a YAML text, given as its characters: {type: document, sequence, mapping, end, alias or scalar; start, end: numbers of characters;
 * anchor, tag; of a scalar value and plain}. throws: YamlFault where it goes wrong */
function* yamlEvents(chars) {
  const scanner = new YamlScanner(chars);
  const peek = () => scanner.peek(), take = () => scanner.take(), comes = (...types) => types.includes(peek().type);
  const fault = (problem, token = peek()) => { throw new YamlFault(problem, token.start); };
  const empty = at => ({ type: "scalar", value: "", plain: true, start: at, end: at });
  let tags = new Map();

  function directives() {
    const found = new Map();
    let version = null;
    for (; comes("%YAML", "%TAG"); take()) {
      const token = peek();
      if (token.type === "%TAG") {
        if (found.has(token.handle)) fault("found duplicate %TAG directive");
        found.set(token.handle, token.prefix);
        continue;
      }
      if (version) fault("found duplicate %YAML directive");
      if (token.major !== 1 || (token.minor !== 1 && token.minor !== 2)) fault("found incompatible YAML document");
      version = token;
    }
    return new Map([["!", "!"], ["!!", "tag:yaml.org,2002:"], ...found]);
  }

  function* node(block, indentless = false) {
    let token = peek(), anchor, tag;
    const { start } = token;
    let end = start;
    if (token.type === "alias") {
      take();
      yield { type: "alias", start, end: start, anchor: token.value };
      return;
    }
    for (let marks = 0; marks < 2; marks++) {
      if (anchor === undefined && comes("anchor")) ({ value: anchor, end } = take());
      else if (tag === undefined && comes("tag")) ({ end } = tag = take());
    }
    token = peek();
    if (tag !== undefined) {
      if (tag.handle && !tags.has(tag.handle)) fault("found undefined tag handle", tag);
      tag = (tag.handle ? tags.get(tag.handle) : "") + tag.suffix;
    }
    const marked = { start, end: token.end, anchor, tag };
    if (indentless && token.type === "entry") {
      yield { type: "sequence", ...marked };
      yield* indentlessSequence();
    } else if (token.type === "scalar") {
      take();
      yield { type: "scalar", ...marked, value: token.value, plain: token.plain && tag === undefined };
    } else if (token.type === "[") {
      yield { type: "sequence", ...marked };
      yield* flowSequence();
    } else if (token.type === "{") {
      yield { type: "mapping", ...marked };
      yield* flowMapping();
    } else if (block && token.type === "sequence") {
      yield { type: "sequence", ...marked };
      yield* blockSequence();
    } else if (block && token.type === "mapping") {
      yield { type: "mapping", ...marked };
      yield* blockMapping();
    } else if (anchor !== undefined || tag !== undefined) yield { ...empty(start), ...marked, end, plain: tag === undefined };
    else fault("did not find expected node content");
  }

  function* close() {
    const { start, end } = take();
    yield { type: "end", start, end };
  }

  function* blockSequence() {
    for (take(); comes("entry");) {
      const { end } = take();
      if (comes("entry", "end")) yield empty(end);
      else yield* node(true);
    }
    if (!comes("end")) fault("did not find expected '-' indicator");
    yield* close();
  }

  function* indentlessSequence() {
    while (comes("entry")) {
      const { end } = take();
      if (comes("entry", "key", "value", "end")) yield empty(end);
      else yield* node(true);
    }
    yield { type: "end", start: peek().start, end: peek().start };
  }

  function* blockMapping() {
    const part = function* () {
      const { end } = take();
      if (comes("key", "value", "end")) yield empty(end);
      else yield* node(true, true);
    };
    for (take(); comes("key");) {
      yield* part();
      if (comes("value")) yield* part();
      else yield empty(peek().start);
    }
    if (!comes("end")) fault("did not find expected key");
    yield* close();
  }

  /** Whether another entry comes; past the comma before it. */
  function another(first, closing) {
    if (comes(closing)) return false;
    if (first) return true;
    if (!comes(",")) fault(`did not find expected ',' or '${closing}'`);
    take();
    return !comes(closing);
  }

  function* flowSequence() {
    take();
    for (let first = true; another(first, "]"); first = false) {
      if (comes("key")) yield* pair();
      else yield* node(false);
    }
    yield* close();
  }

  /** A mapping of one entry inside a list, without braces. */
  function* pair() {
    const { start, end } = take();
    yield { type: "mapping", start, end };
    if (!comes("value", ",", "]")) yield* node(false);
    else if (comes("]")) yield empty(peek().start);
    else yield empty(take().end);
    yield* flowValue("]");
    yield { type: "end", start: peek().start, end: peek().start };
  }

  function* flowValue(closing) {
    if (comes("value")) {
      take();
      if (!comes(",", closing)) {
        yield* node(false);
        return;
      }
    }
    yield empty(peek().start);
  }

  function* flowMapping() {
    take();
    for (let first = true; another(first, "}"); first = false) {
      if (!comes("key")) {
        yield* node(false);
        yield empty(peek().start);
        continue;
      }
      take();
      if (comes("value", ",", "}")) yield empty(peek().start);
      else yield* node(false);
      yield* flowValue("}");
    }
    yield* close();
  }

  for (let first = true; ; first = false) {
    if (!first) while (comes("...")) take();
    if (comes("stream end")) return;
    const explicit = !first || comes("%YAML", "%TAG", "---"), { start } = peek();
    tags = directives();
    if (explicit) {
      if (!comes("---")) fault("did not find expected <document start>");
      take();
    }
    yield { type: "document", start, end: start };
    if (explicit && comes("%YAML", "%TAG", "---", "...", "stream end")) yield empty(peek().start);
    else yield* node(true);
    if (comes("...")) take();
  }
}
