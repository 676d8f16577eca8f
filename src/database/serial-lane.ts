/** Runs jobs one after another, in the order they arrive. A failed job does not block the next. */
export class SerialLane {
  private tail: Promise<unknown> = Promise.resolve();

  enter<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(job);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
