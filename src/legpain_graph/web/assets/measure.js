// Computed numbers, as arithmetic.py and measuring.py have them: exact, each the interval of what it may be.
//
// A fraction is [numerator, denominator], the second above 0. A number is {reading: finding}, {fixed: text}, {points: place of a score} or
// {how, parts}.

const fraction = (above, below) => (below < 0n ? [-above, -below] : [above, below]);
const compare = ([a, b], [c, d]) => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
const least = several => several.reduce((one, other) => (compare(other, one) < 0 ? other : one));
const most = several => several.reduce((one, other) => (compare(other, one) > 0 ? other : one));
const added = ([a, b], [c, d]) => [a * d + c * b, b * d];
const minus = ([a, b]) => [-a, b];
const multiplied = ([a, b], [c, d]) => [a * c, b * d];
const raised = ([a, b], power) => [a ** power, b ** power];

const products = (one, other) => {
  const ends = one.flatMap(left => other.map(right => multiplied(left, right)));
  return [least(ends), most(ends)];
};
const CALCULATED = {
  "+": ([one, other]) => [added(one[0], other[0]), added(one[1], other[1])],
  "-": ([one, other]) => [added(one[0], minus(other[1])), added(one[1], minus(other[0]))],
  "*": ([one, other]) => products(one, other),
  "/": ([one, other]) => products(one, [other[1], other[0]].map(([above, below]) => fraction(below, above))),
  "**": ([one, [[power]]]) => {
    const ends = one.map(end => raised(end, power / ONE));
    const even = (power / ONE) % 2n === 0n && one[0][0] < 0n && one[1][0] > 0n;
    return [even ? [0n, 1n] : least(ends), most(ends)];
  },
  min: spans => [least(spans.map(([low]) => low)), least(spans.map(([, high]) => high))],
  max: spans => [most(spans.map(([low]) => low)), most(spans.map(([, high]) => high))],
  mean: spans => spans.reduce((one, other) => CALCULATED["+"]([one, other])).map(end => multiplied(end, [1n, BigInt(spans.length)])),
};

/** The lowest and the highest that a number may be; `reading` and `points` say it of findings and scores. */
function spanOf(number, reading, points) {
  if ("reading" in number) return reading(number.reading);
  if ("points" in number) return points(number.points);
  if ("fixed" in number) return [[units(number.fixed), ONE], [units(number.fixed), ONE]];
  return CALCULATED[number.how](number.parts.map(part => spanOf(part, reading, points)));
}

/** Whether every number of an interval stands in relation `op` to another one (3), none does (0), or some do (2). */
function stands([low, high], op, value) {
  const holds = end => COMPARED[op](BigInt(compare(end, value)), 0n);
  if (op !== "==") return holds(low) === holds(high) ? (holds(low) ? SURE : RULED_OUT) : OPEN;
  if (compare(low, value) > 0 || compare(high, value) < 0) return RULED_OUT;
  return compare(low, high) ? OPEN : SURE;
}

/** The truth of a computed number compared with a fixed one: `domain` says what is left of a finding, `totals` of each score. */
function measure({ number, readings, op, value }, domain, totals) {
  const left = new Map(readings.map(at => [at, domain(at)]));
  if (![...left.values()].every(hasValue)) return RULED_OUT;
  const reading = at => [[left.get(at).low, ONE], [left.get(at).high, ONE]];
  const points = at => totals[at].map(total => [BigInt(total), 1n]);
  const truth = stands(spanOf(number, reading, points), op, [units(value), ONE]);
  return truth === SURE && [...left.values()].some(({ notDone }) => notDone) ? OPEN : truth;
}
