/** What this browser remembers: how far each session was heard and when to its end, by its guid. Storage that is refused is lived without. */

const PLACE = "backrelief-audio:place:";
const DONE = "backrelief-audio:done:";
const KEYS = "backrelief-audio:keys";

/** Less than this from either end is no place to go on at. Seconds. */
const EDGE = 5;

/** Where a session was left, in seconds; null where it is to begin at its start. */
export function recall(guid) {
  const place = Number.parseFloat(read(PLACE + guid));
  return Number.isFinite(place) && place > 0 ? place : null;
}

/** Keep where a session of so many seconds is; at its edges nothing is kept. */
export function keep(guid, place, seconds) {
  if (place < EDGE || place > seconds - EDGE) forget(guid);
  else write(PLACE + guid, place.toFixed(2));
}

/** Let a session begin at its start. */
export function forget(guid) {
  write(PLACE + guid, null);
}

/** Note that a session was heard to its end, at a moment in milliseconds. */
export function finish(guid, moment) {
  forget(guid);
  write(DONE + guid, String(moment));
}

/** The moment in milliseconds at which a session was heard to its end last; null where it never was. */
export function finished(guid) {
  const moment = Number.parseInt(read(DONE + guid), 10);
  return Number.isSafeInteger(moment) && moment > 0 ? moment : null;
}

/** Whether the keys are used; yes until somebody says no. */
export function usesKeys() {
  return read(KEYS) !== "off";
}

/** Keep whether the keys are used. */
export function useKeys(wanted) {
  write(KEYS, wanted ? null : "off");
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // refused, as in some private windows
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // refused or full: the session is heard all the same
  }
}
