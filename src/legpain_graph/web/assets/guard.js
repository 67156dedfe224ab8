// Nothing is recorded that nobody meant: an answer counts where its key or click began on a card that had stood there long enough to be
// read, and that took no other answer since.

/** Milliseconds that a card stands where it stands before it takes an answer: less than anybody needs to read a question, and more than
 * what is typed ahead, clicked twice or still held needs to get there. */
const SETTLE = 200;

const guard = {
  /** Since when each card stands where it stands; those not painted yet are not in it. */
  since: new WeakMap(),
  press: null,
  typed: false,
  /** When something was scrolled under the pointer. */
  scrolled: -Infinity,

  /** Watches what begins; keys held down go no further. */
  watch(root) {
    const begin = event => { this.press = { target: event.target.closest?.("button"), at: event.timeStamp, pointer: event.type === "pointerdown" }; };
    root.addEventListener("pointerdown", begin, true);
    window.addEventListener("scroll", event => { this.scrolled = event.timeStamp; }, true);
    root.addEventListener("scroll", event => { this.scrolled = event.timeStamp; }, true);
    root.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (!event.repeat) begin(event);
      else if (event.target.closest?.("button, summary, [data-node]") || event.key === "Enter") event.preventDefault();
    }, true);
    root.addEventListener("input", () => { this.typed = true; }, true);
  },

  /** Whether a click on a button is one of its own: the second of a double click is not, by then another thing may stand there. */
  isSingle(event) {
    const single = event.detail < 2 || this.typed;
    this.typed = false;
    return single;
  },

  /** Whether an answer counts. What a screen reader or a voice does is a click that nothing went before. */
  takes(event) {
    const { press } = this, target = event.currentTarget, own = press?.target === target;
    this.press = null;
    if (press && !own && event.detail) return false;
    if (own && press.pointer && this.scrolled + SETTLE > press.at) return false;
    return this.stood(target, own ? press.at : event.timeStamp);
  },

  /** Whether the card of an element stood long enough at a time. */
  stood(element, at) { return this.since.get(element.closest("[data-card]")) + SETTLE <= at; },

  /** What has come into place, or moved: from when it is seen it begins to count. */
  placed(cards) {
    for (const card of cards) this.since.delete(card);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (const card of cards) if (!this.since.has(card)) this.since.set(card, performance.now());
    }));
  },

  /** Does what may move cards; those that it moves or brings begin anew. */
  while(list, change) {
    const cards = () => [...list.querySelectorAll("[data-card]")];
    const before = new Map(cards().map(card => [card, spots(card)]));
    change();
    this.placed(cards().filter(card => !before.has(card) || isMoved(before.get(card), spots(card))));
  },
};

/** Where a card stands, and each thing in it that can be pressed: an answer that moves inside its card has moved too. */
const spots = card => [card, ...card.querySelectorAll("button, input, summary")].map(one => {
  const { left, top } = one.getBoundingClientRect();
  return { one, left, top };
});

const isMoved = (before, now) => before.length !== now.length
  || now.some(({ one, left, top }, at) => before[at].one !== one || Math.max(Math.abs(before[at].left - left), Math.abs(before[at].top - top)) > 1);
