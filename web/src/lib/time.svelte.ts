/** The one time cursor: map, charts and tables follow it. */

export const SPEEDS = [1, 6, 24, 72] as const; // hours of the run in a second of the reader

class Cursor {
  hour = $state(0);
  end = $state(0); // length of the run in hours
  playing = $state(false);
  speed = $state<number>(6);

  #frame = 0;
  #before = 0;

  /** Moves to an hour, kept inside the run. */
  to(hour: number): void {
    this.hour = Math.min(Math.max(0, hour), this.end);
  }

  step(hours: number): void {
    this.pause();
    this.to(this.hour + hours);
  }

  play(): void {
    if (this.playing || this.end === 0) return;
    if (this.hour >= this.end) this.hour = 0;
    this.playing = true;
    this.#before = 0;
    this.#frame = requestAnimationFrame(this.#advance);
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #advance = (now: number): void => {
    if (!this.playing) return;
    // A reader who was away finds the cursor where it stood, not hours ahead.
    const seconds = this.#before === 0 ? 0 : Math.min(0.25, (now - this.#before) / 1000);
    this.#before = now;
    this.to(this.hour + seconds * this.speed);
    if (this.hour >= this.end) return this.pause();
    this.#frame = requestAnimationFrame(this.#advance);
  };
}

export const cursor = new Cursor();
