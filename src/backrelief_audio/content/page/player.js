/** The audio element as the page uses it: where it is, where it is sent, and what becomes of a fault. */

import { after, before } from "./timeline.js";

export class Player {
  /** Where to go as soon as the sound's length is known; null where it is there already. */
  #waiting = null;

  constructor(audio, score) {
    this.audio = audio;
    this.score = score;
    audio.addEventListener("loadedmetadata", () => {
      if (this.#waiting === null) return;
      audio.currentTime = this.#waiting;
      this.#waiting = null;
    });
  }

  /** Seconds from the start of the sound. */
  get time() {
    return this.#waiting ?? this.audio.currentTime;
  }

  /** Whether it plays. An element whose sound failed on the way is not paused, and does not play either. */
  get playing() {
    return !this.audio.paused && !this.audio.ended && this.audio.error === null;
  }

  /** Whether the sound can't be loaded; true also where it failed before this script ran. */
  get broken() {
    return this.audio.error !== null || this.audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE;
  }

  seek(time) {
    const place = Math.min(Math.max(0, time), this.score.seconds);
    if (this.audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#waiting = place;
    else this.audio.currentTime = place;
    this.audio.dispatchEvent(new Event("placed"));
  }

  skip(seconds) {
    this.seek(this.time + seconds);
  }

  previous() {
    this.seek(before(this.score, this.time));
  }

  next() {
    const place = after(this.score, this.time);
    if (place !== null) this.seek(place);
  }

  toggle() {
    if (this.playing) this.audio.pause();
    else this.play();
  }

  /** Play; where the sound failed, ask for it again and go on where it was. */
  play() {
    if (this.broken) {
      this.#waiting = this.time;
      this.audio.load();
    }
    // a play that is refused or interrupted shows: the button stays at "Play", and a fault has its own event
    this.audio.play().catch(() => {});
  }
}
