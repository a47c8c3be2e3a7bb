/** Shows a moment of the session. What did not change is not written. */

import { clock } from "./timeline.js";

/** With "side", because "Left" above a time would be the time left. */
const SIDES = { left: "Left side", right: "Right side" };
const PHASES = { "warm-up": "Warm-up", main: "Main part", "cool-down": "Cool-down" };

/** The largest and the least size of the name, in pixels of the page. */
const LARGEST = 200;
const LEAST = 20;

const element = (id) => document.getElementById(id);

export class Display {
  #score;
  #chapter = null;
  #exercises = [...document.querySelectorAll("#exercises button")];
  #arc = document.querySelector("#ring .arc");
  #parts;
  #boards = [...document.querySelectorAll(".board")];

  constructor(score) {
    this.#score = score;
    this.#parts = score.chapters.map((chapter) => part(chapter));
    document.querySelector("#progress .bar").append(...this.#parts);
    element("whole").textContent = clock(score.seconds);
    const resized = new ResizeObserver((boards) => boards.forEach((board) => fit(board.target)));
    for (const board of this.#boards) resized.observe(board);
  }

  /** Show a moment of momentAt. Returns whether another chapter is shown than before. */
  show(moment, time) {
    const other = moment.index !== this.#chapter;
    if (other) this.#turnTo(moment);
    write(element("phase"), about(moment));
    this.#name(moment);
    write(element("side"), SIDES[moment.side] ?? "");
    write(element("rep"), moment.rep);
    write(element("hold"), holding(moment));
    write(element("left"), clock(Math.ceil(moment.left - 0.05))); // not a second more at its very start
    write(element("elapsed"), clock(time));
    this.#turnRing(moment.fraction);
    this.#fill(moment);
    return other;
  }

  /** Show whether it plays. */
  playing(is) {
    const name = is ? "Pause" : "Play";
    const button = element("play");
    if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
    button.classList.toggle("playing", is);
  }

  #turnTo(moment) {
    this.#exercises[this.#chapter]?.removeAttribute("aria-current");
    this.#exercises[moment.index]?.setAttribute("aria-current", "true");
    this.#chapter = moment.index;
    write(element("next"), moment.next === null ? "Next: the end" : `Next: ${moment.next}`);
    this.#parts.forEach((part, index) => part.style.setProperty("--done", index < moment.index ? "1" : "0"));
  }

  /** Name the chapter, and in a later round of a superset the exercise that is done. */
  #name({ title, move }) {
    const now = move !== null && move.name !== title ? move.name : "";
    if (element("move").textContent === title && element("now").textContent === now) return;
    write(element("move"), title);
    write(element("now"), now);
    element("now").parentElement.hidden = now === "";
    this.#boards.forEach(fit);
  }

  #turnRing(fraction) {
    const ring = element("ring");
    const told = fraction.toFixed(2);
    if (ring.dataset.fraction !== told) ring.dataset.fraction = told;
    const arc = (100 * (1 - fraction)).toFixed(1); // of a circle of 100, as its pathLength says
    if (this.#arc.getAttribute("stroke-dashoffset") !== arc) this.#arc.setAttribute("stroke-dashoffset", arc);
  }

  #fill(moment) {
    const done = (1 - moment.fraction).toFixed(2);
    const { style } = this.#parts[moment.index];
    if (style.getPropertyValue("--done") !== done) style.setProperty("--done", done);
  }
}

/** Set the name on a board as large as there is room: it is to be read from two metres. */
function fit(board) {
  const [name] = board.children;
  if (board.clientHeight === 0) return;
  let [low, high] = [LEAST, LARGEST];
  while (high - low > 1) {
    const size = (low + high) >> 1;
    name.style.fontSize = `${size}px`;
    if (name.offsetHeight <= board.clientHeight && name.scrollWidth <= board.clientWidth) low = size;
    else high = size;
  }
  name.style.fontSize = `${low}px`;
}

/** Where in the session this is: its phase, and which set of several. */
function about({ move, set }) {
  if (move === null) return "";
  const phase = PHASES[move.phase] ?? move.phase;
  return move.sets > 1 && set !== null ? `${phase} \u00b7 set ${set} of ${move.sets}` : phase;
}

/** What is written under the time left where nothing is counted. */
function holding({ hold, resting, rep }) {
  if (hold !== null) return `Hold ${Math.ceil(hold)} s`;
  return resting && rep === "" ? "Rest" : "";
}

/** A chapter's part of the bar, as wide as it is long. */
function part(chapter) {
  const span = document.createElement("span");
  span.style.flexGrow = String(chapter.end - chapter.start);
  return span;
}

function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
