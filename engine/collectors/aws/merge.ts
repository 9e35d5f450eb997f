/**
 * Reads several streams at once and yields whatever comes first.
 * Shape:  at most `limit` streams are open; each is asked for one value at a time, so that a slow reader slows them all.
 * Errors: that of any stream; the others are then closed. They are closed as well when the reader stops early.
 */
export async function* mergeStreams<T>(
  streams: readonly (() => AsyncGenerator<T>)[],
  limit: number,
): AsyncGenerator<T> {
  type Turn = { readonly stream: AsyncGenerator<T>; readonly result: IteratorResult<T> };
  const waiting = [...streams];
  const open = new Map<AsyncGenerator<T>, Promise<Turn>>();
  const ask = (stream: AsyncGenerator<T>) =>
    open.set(
      stream,
      stream.next().then((result) => ({ stream, result })),
    );
  try {
    for (;;) {
      while (open.size < Math.max(1, limit)) {
        const next = waiting.shift();
        if (next === undefined) break;
        ask(next());
      }
      if (open.size === 0) return;
      const { stream, result } = await Promise.race(open.values());
      if (result.done) open.delete(stream);
      else {
        yield result.value;
        ask(stream);
      }
    }
  } finally {
    for (const [stream, turn] of open) {
      turn.catch(() => undefined);
      stream.return(undefined).catch(() => undefined);
    }
  }
}
