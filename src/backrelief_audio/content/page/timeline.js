/**
 * What is heard and done at a moment of a session: pure functions over its document.
 * Times are seconds from the start of the sound.
 */

/** A player may land a little before the moment it was sent to. */
const SLACK = 0.02;

/** Chimes that end a stretch of work (the others begin something, or keep time within it). */
const ENDS = new Set(["done", "side"]);

/** Cues that belong to a pause; any other ends it. */
const PAUSING = new Set(["rest", "encouragement", "time"]);

const NOTHING = { exercise: null, set: null, side: null, rep: null, resting: false };

/** Minutes and seconds as players show them: 0:24, 75:30. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The index of the last of some items, ordered by their starts, that has begun; -1 before the first. */
export function lastBegun(items, time, slack = SLACK) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].start <= time + slack) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A session made ready for being asked at any moment; done once. */
export function scoreOf(session) {
  const { seconds, chapters, moves, cues } = session;
  return {
    seconds,
    moves,
    chapters: chapters.map((chapter) => ({ ...chapter, move: moveThatBegins(moves, chapter) })),
    states: statesOf(cues, moves),
    holds: holdsOf(cues, moves),
    spoken: cues.filter((cue) => cue.kind !== "chime"),
  };
}

/** What is heard and done at a moment. Texts are empty, and things null, where there is nothing to tell. */
export function momentAt(score, time) {
  const index = Math.max(0, lastBegun(score.chapters, time));
  const chapter = score.chapters[index];
  const left = Math.min(Math.max(0, chapter.end - time), chapter.end - chapter.start);
  const state = stateAt(score, chapter, time);
  const move = moveOf(score.moves, state.exercise, time) ?? chapter.move;
  return {
    index,
    title: chapter.title,
    next: score.chapters[index + 1]?.title ?? null,
    left,
    fraction: chapter.end > chapter.start ? left / (chapter.end - chapter.start) : 0,
    move,
    set: state.set,
    side: state.side,
    rep: state.rep !== null && move?.reps ? `${state.rep} of ${move.reps}` : "",
    resting: state.resting,
    hold: holdAt(score.holds, time),
    line: lastBegun(score.spoken, time),
  };
}

/** Where "previous" leads: the start of this exercise, or of the one before where this has only just begun. */
export function before(score, time, justBegun = 3) {
  const index = Math.max(0, lastBegun(score.chapters, time));
  const here = score.chapters[index].start;
  return time - here >= justBegun || index === 0 ? here : score.chapters[index - 1].start;
}

/** Where "next" leads; null in the last chapter. */
export function after(score, time) {
  return score.chapters[Math.max(0, lastBegun(score.chapters, time)) + 1]?.start ?? null;
}

/** The move that a chapter begins; null for the opening, the closing and later rounds of a superset. */
function moveThatBegins(moves, chapter) {
  return moves.find((move) => move.start === chapter.start && move.name === chapter.title) ?? null;
}

/** The move of an exercise at a moment. Moves of a superset overlap, so the time alone does not tell. */
function moveOf(moves, exercise, time) {
  const here = (move) => move.exercise === exercise && move.start <= time + SLACK && time < move.end + SLACK;
  return moves.find(here) ?? null;
}

/** What is being done from each cue on; before a set's work, which set it is going to be. */
function statesOf(cues, moves) {
  let state = NOTHING;
  const states = cues.map((cue) => {
    state = changed(state, cue, moveOf(moves, cue.exercise, cue.start));
    return { start: cue.start, ...state };
  });
  const coming = new Map();
  for (let index = cues.length - 1; index >= 0; index -= 1) {
    const { exercise, set } = cues[index];
    if (set !== null) coming.set(exercise, set);
    else states[index].set = coming.get(exercise) ?? states[index].set;
  }
  return states;
}

function changed(was, cue, move) {
  const state = { ...was };
  if (cue.exercise !== null && cue.exercise !== state.exercise) Object.assign(state, NOTHING, { exercise: cue.exercise });
  if (cue.set !== null && cue.set !== state.set) {
    state.set = cue.set;
    state.rep = null;
  }
  if (cue.side !== null && cue.side !== state.side) {
    state.side = cue.side;
    if (move?.sides !== "alternating") state.rep = null; // each side is counted from one
  }
  if (cue.rep !== null) state.rep = cue.rep;
  if (cue.kind === "chime" && ENDS.has(cue.text)) {
    state.rep = null;
    state.resting = true;
    if (cue.text === "done") state.side = null;
  } else if (cue.kind === "rest") {
    state.resting = true;
  } else if (!PAUSING.has(cue.kind)) {
    state.resting = false;
  }
  return state;
}

/** The state at a moment of a chapter: what came before the chapter is over. */
function stateAt(score, chapter, time) {
  const state = score.states[lastBegun(score.states, time, 0)];
  if (state && state.start >= chapter.start - SLACK) return state;
  return chapter.move ? { ...NOTHING, exercise: chapter.move.exercise, set: 1 } : NOTHING;
}

/** Holds end with a chime, and begin as long before it as the move says. */
function holdsOf(cues, moves) {
  const holds = [];
  for (const cue of cues) {
    if (cue.kind !== "chime" || !ENDS.has(cue.text) || cue.set === null) continue;
    const move = moveOf(moves, cue.exercise, cue.start);
    if (move === null || move.reps !== null || !move.hold) continue;
    const end = cue.beat ?? cue.start;
    holds.push({ start: end - move.hold, end });
  }
  return holds;
}

/** Seconds left of the hold at a moment; null where nothing is held. */
function holdAt(holds, time) {
  const hold = holds[lastBegun(holds, time)];
  return hold && time < hold.end ? Math.min(hold.end - time, hold.end - hold.start) : null;
}
