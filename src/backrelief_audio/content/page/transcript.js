/**
 * The spoken lines as a list that follows the sound. All of them are one stop of the Tab key: the arrow keys go from line to
 * line within it.
 */

import { clock } from "./timeline.js";

/** After somebody scrolled the list it stays where they put it for so long. Milliseconds. */
const PATIENCE = 6000;

const KEYS = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: () => Infinity,
};

export class Transcript {
  #box;
  #list;
  #lines;
  #current = -1;
  #stop = 0;
  #touched = -Infinity;

  /** Fill a list inside a details element; "go" is called with the start of a chosen line. */
  constructor(box, list, spoken, go) {
    this.#box = box;
    this.#list = list;
    this.#lines = spoken.map((cue) => line(cue));
    list.append(...this.#lines.map((button) => button.parentElement));
    this.#lines[0]?.setAttribute("tabindex", "0");
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button === null) return;
      this.#stopAt(this.#lines.indexOf(button));
      this.#touched = -Infinity;
      go(Number(button.dataset.start));
    });
    list.addEventListener("keydown", (event) => this.#walk(event));
    for (const kind of ["wheel", "touchmove", "pointerdown"]) {
      list.addEventListener(kind, () => (this.#touched = performance.now()), { passive: true });
    }
    box.addEventListener("toggle", () => this.#follow());
  }

  /** Mark the line that is heard; -1 for none. */
  mark(index) {
    if (index === this.#current) return;
    this.#lines[this.#current]?.removeAttribute("aria-current");
    this.#lines[index]?.setAttribute("aria-current", "true");
    this.#current = index;
    if (!this.#list.contains(document.activeElement)) this.#stopAt(Math.max(0, index));
    this.#follow();
  }

  /** Bring the marked line to the middle of the list, and never move the page. */
  #follow() {
    const button = this.#lines[this.#current];
    if (!button || !this.#box.open || performance.now() - this.#touched < PATIENCE) return;
    if (this.#list.contains(document.activeElement) && document.activeElement.matches(":focus-visible")) return;
    const middle = button.offsetTop + button.offsetHeight / 2 - this.#list.clientHeight / 2;
    this.#list.scrollTo({ top: middle });
  }

  /** Which line the Tab key comes to. */
  #stopAt(index) {
    this.#lines[this.#stop]?.setAttribute("tabindex", "-1");
    this.#lines[index]?.setAttribute("tabindex", "0");
    this.#stop = index;
  }

  #walk(event) {
    const towards = KEYS[event.key];
    if (!towards || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const index = Math.min(Math.max(0, towards(this.#stop)), this.#lines.length - 1);
    this.#stopAt(index);
    this.#lines[index].focus();
  }
}

function line(cue) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.start = cue.start;
  const time = document.createElement("span");
  time.className = "time";
  time.textContent = clock(cue.start);
  button.append(time, " ", cue.text);
  document.createElement("li").append(button);
  return button;
}
