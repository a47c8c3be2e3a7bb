/** The list of sessions: which are shown is chosen by area and length, and stands in the address. */

import { finished, recall } from "./memory.js";
import { clock } from "./timeline.js";

const element = (id) => document.getElementById(id);
const cards = [...document.querySelectorAll("#sessions .card")];
const groups = [...document.querySelectorAll("#sessions .group")];
const filters = { focus: element("focus"), length: element("length") };

/** Set the choices as the address says; what can't be chosen is passed over. */
function read() {
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const [name, select] of Object.entries(filters)) {
    const value = asked.get(name) ?? "";
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }
}

/** Put the choices into the address, so that it can be shared and "back" undoes them. */
function write() {
  const chosen = new URLSearchParams();
  for (const [name, select] of Object.entries(filters)) if (select.value) chosen.set(name, select.value);
  const hash = chosen.toString();
  history.pushState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}

function matches({ dataset }) {
  const { focus, length } = filters;
  return (!focus.value || dataset.areas.split(" ").includes(focus.value)) && (!length.value || dataset.length === length.value);
}

function show() {
  for (const card of cards) card.hidden = !matches(card);
  for (const group of groups) group.hidden = group.querySelector(".card:not([hidden])") === null;
  const count = cards.filter((card) => !card.hidden).length;
  element("count").textContent = `${count} of ${cards.length} session${cards.length === 1 ? "" : "s"}`;
  element("none").hidden = count > 0;
}

/** Say where each session goes on that was left unfinished, or when it was done. */
function showPlaces() {
  for (const card of cards) {
    const line = card.querySelector(".goes-on");
    line.textContent = progress(card.dataset);
    line.hidden = line.textContent === "";
  }
}

function progress({ guid, seconds }) {
  const place = recall(guid);
  if (place !== null && place < Number(seconds)) return `Goes on at ${clock(place)}`;
  const moment = finished(guid);
  return moment === null ? "" : `Done on ${new Date(moment).toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

function choose() {
  write();
  show();
}

function follow() {
  read();
  show();
}

for (const select of Object.values(filters)) select.addEventListener("change", choose);
element("filters").addEventListener("submit", (event) => event.preventDefault());
element("all").addEventListener("click", () => {
  for (const select of Object.values(filters)) select.value = "";
  choose();
  filters.focus.focus(); // the button that was pressed is gone
});
addEventListener("popstate", follow);
addEventListener("pageshow", showPlaces); // also when "back" leads here

document.documentElement.classList.add("js");
element("filters").hidden = false;
follow();
