// The latest request wins. While one is under way the next waits; one that takes long is given up as soon as
// there is a newer, and the program stops working on it.

// giveUpAfter is how long, in milliseconds, a request may be under way and still be waited for.
const giveUpAfter = 150;

export class Latest {
  // work(argument, signal) does a request; done(answer, error) shows it. Only the latest is shown last.
  constructor(work, done) {
    this.work = work;
    this.done = done;
    this.running = null;
    this.next = null;
    this.timer = 0;
  }

  get busy() {
    return this.running !== null;
  }

  // since is when the request under way began.
  get since() {
    return this.running?.started ?? 0;
  }

  ask(argument) {
    this.next = { argument };
    if (!this.running) {
      this.start();
      return;
    }
    clearTimeout(this.timer);
    const wait = this.running.started + giveUpAfter - performance.now();
    this.timer = setTimeout(() => this.running?.abort.abort(), Math.max(0, wait));
  }

  // stop gives up what is under way and what waits.
  stop() {
    this.next = null;
    clearTimeout(this.timer);
    this.running?.abort.abort();
  }

  async start() {
    const run = { abort: new AbortController(), started: performance.now() };
    const { argument } = this.next;
    this.running = run;
    this.next = null;
    let answer = null;
    let error = null;
    try {
      answer = await this.work(argument, run.abort.signal);
    } catch (e) {
      error = e;
    }
    clearTimeout(this.timer);
    this.running = null;
    const again = this.next !== null;
    if (again) {
      this.start();
    }
    if (error?.name !== "AbortError" || !again) {
      await this.done(answer, error?.name === "AbortError" ? null : error, argument);
    }
  }
}
