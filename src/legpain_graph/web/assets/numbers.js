// Numbers as they were written: their digits are kept, since a double cannot tell 0.9 from its neighbours.

const PLACES = 30, ONE = 10n ** BigInt(PLACES);
const NUMBER = /^([+-]?)(?:(0|[1-9][0-9]*)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,2}))?$/;

/** A number as it was written, in ASCII digits. */
class Figure {
  constructor(text) { this.text = text; }

  /** Sign, digits without leading noughts, and the power of ten of the last. */
  parts() {
    const [, sign, whole = "", fraction, more, power = "0"] = NUMBER.exec(this.text);
    const places = fraction ?? more ?? "", digits = (whole + places).replace(/^0+(?=.)/, "");
    return { sign: sign === "-" && digits !== "0" ? "-" : "", digits, power: Number(power) - places.length };
  }

  /** In units of 10^-30, or null where it is longer than any measurement. */
  units() {
    const { sign, digits, power } = this.parts();
    if (Math.abs(power) > PLACES) return null;
    const size = BigInt(digits) * 10n ** BigInt(PLACES + power);
    return sign ? -size : size;
  }

  /** With the very digits that were given, without a power of ten. */
  plain() {
    const { sign, digits, power } = this.parts();
    if (power >= 0) return sign + (digits === "0" ? digits : digits + "0".repeat(power));
    const padded = digits.padStart(1 - power, "0");
    return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`;
  }

  /** As Python shows a Decimal. */
  shown() {
    const { sign, digits, power } = this.parts(), before = power + digits.length;
    if (power <= 0 && before > -6) return power ? this.plain() : sign + digits;
    const raised = before - 1;
    return `${sign}${digits[0]}${digits.length > 1 ? "." : ""}${digits.slice(1)}E${raised < 0 ? "" : "+"}${raised}`;
  }
}

/** The number in units of 10^-30 of a text that is one. */
const units = text => new Figure(text).units();

/** The number as people write it: 0.9, 12. */
function decimal(size) {
  const digits = (size < 0n ? -size : size).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return (size < 0n ? "-" : "") + digits.slice(0, -PLACES) + (fraction ? `.${fraction}` : "");
}

/** The number that a text is; null where it is none, or longer than any measurement. */
const number = (text, { max_number }) => (text.length <= max_number && NUMBER.test(text) ? new Figure(text) : null);

/** The number that a person typed, or the text: one comma is a decimal point, where it cannot stand between thousands (0,82, not 1,200). */
function typedNumber(text, reading) {
  const pointed = text.split(",").length === 2 && !text.includes(".") && !/^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/.test(text);
  return number(pointed ? text.replace(",", ".") : text, reading) ?? text;
}

/** What to try where a text stands in place of a number, after what is said of it. */
function orTry(raw, { hints }) {
  const hint = typeof raw === "string" && hints.find(([pattern]) => new RegExp(pattern, "u").test(stripped(raw)));
  return hint ? `; ${hint[1]}` : "";
}
