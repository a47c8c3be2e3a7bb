// Runs before the page's own script: notes what a test asks for later, and stands in for the screen's lock.
(() => {
  const watching = {
    violations: [], // of the content security policy
    handlers: {},   // of the media session, by action
    positions: [],  // told to the media session
    locks: { asked: 0, given: 0, held: 0 },
    gate: Promise.resolve(), // what a lock that is asked for waits for
  };
  window.watching = watching;

  addEventListener("securitypolicyviolation", (event) => {
    watching.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });

  const own = MediaSession.prototype.setActionHandler;
  MediaSession.prototype.setActionHandler = function (action, handler) {
    watching.handlers[action] = handler;
    return own.call(this, action, handler);
  };
  const tell = MediaSession.prototype.setPositionState;
  MediaSession.prototype.setPositionState = function (state) {
    watching.positions.push({ ...state });
    return tell.call(this, state);
  };

  // A lock as a browser gives it: the browser itself takes it back when the page is no longer seen.
  const locks = new Set();
  class Lock extends EventTarget {
    released = false;
    type = "screen";
    async release() {
      if (this.released) return;
      this.released = true;
      locks.delete(this);
      watching.locks.held = locks.size;
      this.dispatchEvent(new Event("release"));
    }
  }
  if ("wakeLock" in navigator) {
    Object.defineProperty(navigator, "wakeLock", {
      value: {
        async request(type) {
          if (document.visibilityState !== "visible") throw new DOMException("not seen", "NotAllowedError");
          if (type !== undefined && type !== "screen") throw new TypeError(type);
          watching.locks.asked += 1;
          await watching.gate;
          watching.locks.given += 1;
          const lock = new Lock();
          locks.add(lock);
          watching.locks.held = locks.size;
          return lock;
        },
      },
    });
  }
  // Makes the system slow to give a lock, until the function is called that this leaves in watching.open.
  watching.close = () => {
    watching.gate = new Promise((open) => { watching.open = open; });
  };
  watching.turn = (state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => state !== "visible" });
    if (state !== "visible") locks.forEach((lock) => lock.release());
    document.dispatchEvent(new Event("visibilitychange"));
  };

  // What is shown, and the place of the audio when it was.
  const text = (id) => (document.getElementById(id)?.textContent ?? "").replace(/\s+/g, " ").trim();
  const chapter = () =>
    [...document.querySelectorAll("#exercises button")].findIndex(
      (button) => (button.getAttribute("aria-current") ?? button.parentElement.getAttribute("aria-current")) === "true",
    );
  watching.shown = () => ({
    time: document.getElementById("audio").currentTime,
    move: text("move"),
    phase: text("phase"),
    rep: text("rep"),
    side: text("side"),
    next: text("next"),
    left: text("left"),
    fraction: Number(document.getElementById("ring").dataset.fraction),
    chapter: chapter(),
  });

  // Every change of the page with the place of the audio, until the audio is past `end`; and the widest gap, by the
  // audio, between two frames that the browser drew: what it did not draw no page could have shown.
  watching.record = (end) =>
    new Promise((done, fail) => {
      const audio = document.getElementById("audio");
      const seen = [watching.shown()];
      let last = audio.currentTime;
      let gap = 0;
      const observer = new MutationObserver(() => seen.push(watching.shown()));
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      const frame = () => {
        gap = Math.max(gap, audio.currentTime - last);
        last = audio.currentTime;
        if (audio.error) fail(new Error(audio.error.message));
        else if (last < end) requestAnimationFrame(frame);
        else {
          observer.disconnect();
          seen.push(watching.shown());
          done({ seen, gap });
        }
      };
      requestAnimationFrame(frame);
    });

  // Puts the paused audio there, and answers with what is shown two frames after it has arrived.
  watching.look = (time) =>
    new Promise((done) => {
      const audio = document.getElementById("audio");
      const frames = (left) => (left ? requestAnimationFrame(() => frames(left - 1)) : done(watching.shown()));
      audio.addEventListener("seeked", () => frames(2), { once: true });
      audio.currentTime = time;
    });
})();
