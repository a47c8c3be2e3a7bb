/** What the phone does around the page: its own display of what is playing, and its screen that goes dark. */

const ARTIST = "backrelief-audio";

const WAITING = "Waiting for the sound \u2026";
const STAYS_ON = "The screen stays on while it plays.";
const MAY_GO_DARK = "The screen may go dark; the sound goes on when the phone locks.";

/** Tells the phone what is playing (lock screen, headphones, watch), and does what is asked for there. */
export class LockScreen {
  #session;
  #player;
  #artwork;
  #title = "";

  constructor(session, player) {
    this.#session = session;
    this.#player = player;
    const cover = new URL(session.cover, document.baseURI).href;
    this.#artwork = [{ src: cover, sizes: "1400x1400", type: "image/jpeg" }];
    if (!navigator.mediaSession) return;
    this.#obey();
    // Safari on iPhones forgets both when the sound begins
    player.audio.addEventListener("playing", () => {
      this.#obey();
      this.#tell();
    });
  }

  /** Say which chapter this is. */
  chapter(title) {
    this.#title = title;
    if (navigator.mediaSession) this.#tell();
  }

  /** Browsers that know no chapterInfo pass it over. */
  #tell() {
    navigator.mediaSession.metadata = new MediaMetadata({
      title: this.#title,
      artist: ARTIST,
      album: this.#session.title,
      artwork: this.#artwork,
      chapterInfo: this.#session.chapters.map((chapter) => ({ title: chapter.title, startTime: chapter.start })),
    });
  }

  /** Say whether it plays and where it is; to be called at changes, the phone counts on by itself. */
  place() {
    if (!navigator.mediaSession) return;
    const { audio } = this.#player;
    navigator.mediaSession.playbackState = this.#player.playing ? "playing" : "paused";
    const { duration, playbackRate } = audio;
    if (!Number.isFinite(duration) || duration <= 0 || playbackRate === 0) return;
    const position = Math.min(Math.max(0, audio.currentTime), duration);
    navigator.mediaSession.setPositionState?.({ duration, playbackRate, position });
  }

  #obey() {
    const player = this.#player;
    const actions = {
      play: () => player.play(),
      pause: () => player.audio.pause(),
      stop: () => player.audio.pause(),
      previoustrack: () => player.previous(),
      nexttrack: () => player.next(),
      // iPhones have room for two buttons: with these they would show seconds instead of exercises
      seekbackward: null,
      seekforward: null,
      seekto: (details) => player.seek(details.seekTime),
    };
    for (const [name, act] of Object.entries(actions)) {
      try {
        navigator.mediaSession.setActionHandler(name, act);
      } catch {
        // an action that this browser doesn't know
      }
    }
  }
}

/** How long the sound may be waited for before that is said. Milliseconds. */
const PATIENCE = 3000;

/** Keeps the screen on while it plays, where the browser allows it, and says in a line which it is, or what is waited for. */
export class Screen {
  #line;
  #player;
  #lock = null;
  #told = "wakeLock" in navigator ? STAYS_ON : MAY_GO_DARK; // only there on a secure origin
  #waiting = 0;

  constructor(line, player) {
    this.#line = line;
    this.#player = player;
    line.textContent = this.#told;
    player.audio.addEventListener("waiting", () => this.#wait());
    for (const kind of ["playing", "pause", "ended", "error"]) player.audio.addEventListener(kind, () => this.#waited());
    // a page that was hidden has lost its lock
    document.addEventListener("visibilitychange", () => this.update());
  }

  /** Hold the lock while it plays and is seen, and only then. */
  async update() {
    if (!("wakeLock" in navigator)) return;
    if (!this.#wanted) {
      this.#release();
    } else if (this.#lock === null || this.#lock.released) {
      try {
        const lock = await navigator.wakeLock.request("screen");
        this.#release();
        this.#lock = lock;
        this.#say(STAYS_ON);
        if (!this.#wanted) this.#release(); // it was paused while the phone thought about it
      } catch {
        this.#say(MAY_GO_DARK); // such as to save the battery
      }
    }
  }

  #say(text) {
    this.#told = text;
    if (this.#line.textContent !== WAITING) this.#line.textContent = text;
  }

  #wait() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => (this.#line.textContent = WAITING), PATIENCE);
  }

  #waited() {
    clearTimeout(this.#waiting);
    this.#line.textContent = this.#told;
  }

  get #wanted() {
    return this.#player.playing && document.visibilityState === "visible";
  }

  #release() {
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }
}
