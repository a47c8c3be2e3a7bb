/** The page of a session: the display follows the sound, and buttons, keys and the phone's lock screen move it. */

import { Display } from "./display.js";
import { finish, forget, keep, recall, useKeys, usesKeys } from "./memory.js";
import { LockScreen, Screen } from "./phone.js";
import { Player } from "./player.js";
import { clock, momentAt, scoreOf } from "./timeline.js";
import { Transcript } from "./transcript.js";

const STEP = 15;

/** How often the place is kept while it plays. Milliseconds. */
const KEPT_EVERY = 5000;

const OUT_OF_REACH =
  "The sound of this session can't be loaded. Is the computer it comes from still on, and the file still there? Press Play to try again.";
const DAMAGED = "The sound of this session is damaged here. Choose another exercise, or make the session again.";

const element = (id) => document.getElementById(id);
const session = JSON.parse(element("session").textContent);
const score = scoreOf(session);
const audio = element("audio");
const player = new Player(audio, score);
const transcript = new Transcript(element("words"), element("transcript"), score.spoken, (start) => player.seek(start));

for (const id of ["player", "list", "words", "keys"]) element(id).hidden = false;
element("sound").before(element("list"), element("words"), element("routine")); // without script the sound comes first
element("routine").open = false;
document.documentElement.classList.add("js");

const display = new Display(score);
const lockScreen = new LockScreen(session, player);
const screen = new Screen(element("awake"), player);

/** Show where the sound is now. */
function show() {
  const { time } = player;
  const moment = momentAt(score, time);
  transcript.mark(moment.line);
  if (!display.show(moment, time)) return;
  lockScreen.chapter(moment.title);
  if (shown) element("announcer").textContent = moment.title; // not at the first: the page itself has just been read
  shown = true;
}
let shown = false;

/** Follow the sound from frame to frame; a page that is hidden gets no frames, and timeupdate serves. */
function follow() {
  show();
  if (player.playing) frame = requestAnimationFrame(follow);
}
let frame = 0;

function changed() {
  cancelAnimationFrame(frame);
  display.playing(player.playing);
  lockScreen.place();
  screen.update();
  follow();
}

function remember() {
  keep(session.guid, player.time, session.seconds);
}

function begin() {
  element("resume").hidden = true;
}

for (const kind of ["play", "pause", "ended", "emptied"]) audio.addEventListener(kind, changed);
for (const kind of ["timeupdate", "placed", "loadedmetadata"]) audio.addEventListener(kind, show);
for (const kind of ["seeked", "ratechange", "loadedmetadata"]) audio.addEventListener(kind, () => lockScreen.place());
audio.addEventListener("playing", () => {
  begin();
  element("fault").textContent = "";
});
audio.addEventListener("pause", remember);
audio.addEventListener("seeked", remember);
audio.addEventListener("ended", () => finish(session.guid, Date.now()));
addEventListener("pagehide", remember);
setInterval(() => {
  if (player.playing) remember();
}, KEPT_EVERY);

function fail() {
  element("fault").textContent = audio.error?.code === MediaError.MEDIA_ERR_DECODE ? DAMAGED : OUT_OF_REACH;
  changed();
}
audio.addEventListener("error", fail);
if (player.broken) fail();

element("play").addEventListener("click", () => player.toggle());
element("previous").addEventListener("click", () => player.previous());
element("next-one").addEventListener("click", () => player.next());
element("back").addEventListener("click", () => player.skip(-STEP));
element("forward").addEventListener("click", () => player.skip(STEP));
element("exercises").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button !== null) player.seek(Number(button.dataset.start));
});

const place = recall(session.guid);
if (place !== null && place < session.seconds) {
  element("goes-on").textContent = `Goes on at ${clock(place)}`;
  element("resume").hidden = false;
  player.seek(place);
}
element("again").addEventListener("click", () => {
  begin();
  forget(session.guid);
  player.seek(0);
  element("play").focus(); // the button that was pressed is gone
});

const SHORTCUTS = {
  " ": () => player.toggle(),
  ArrowLeft: () => player.skip(-STEP),
  ArrowRight: () => player.skip(STEP),
  n: () => player.next(),
  p: () => player.previous(),
};

/** Whether a control that has the focus uses a key itself. */
function uses(target, key) {
  if (target.closest("audio, input, select, textarea")) return true;
  return key === " " && target.closest("button, a, summary") !== null;
}

const shortcuts = element("shortcuts");
shortcuts.checked = usesKeys();
shortcuts.addEventListener("change", () => useKeys(shortcuts.checked));
addEventListener("keydown", (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = SHORTCUTS[key];
  if (!act || !shortcuts.checked || event.ctrlKey || event.altKey || event.metaKey || uses(event.target, key)) return;
  event.preventDefault();
  if (!event.repeat || key.startsWith("Arrow")) act(); // a key that is held down goes on only by seconds
});

changed();
