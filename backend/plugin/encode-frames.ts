/** Encodes answers in small pieces, one piece a turn of the event loop, so that large answers never hold up other calls. */
import { encodeFrameInSteps } from '../frames/arrow-file';
import type { Frame } from '../frames/frame';

/** A piece ends at the first column boundary after this time. */
const pieceMs = 8;

/** Lets one waiting job go on in each turn of the event loop, in the order of arrival. */
class Turns {
  private readonly waiting: Array<() => void> = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) {
        setImmediate(() => this.letOneGo());
      }
    });
  }

  private letOneGo(): void {
    this.waiting[0]?.();
    this.waiting.shift();
    if (this.waiting.length > 0) {
      setImmediate(() => this.letOneGo());
    }
  }
}

const turns = new Turns();

/** @throws ZoneFlowError as encodeFrame does; the signal's reason when it aborts between two pieces */
export async function encodeFrames(frames: readonly Frame[], signal: AbortSignal): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  // Answers that become ready in the same turn (several panels that shared one run) must not encode one after another in it.
  await turns.next();
  let pieceEnd = performance.now() + pieceMs;
  for (const frame of frames) {
    const steps = encodeFrameInSteps(frame);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        files.push(step.value);
        break;
      }
      if (performance.now() > pieceEnd) {
        await turns.next();
        signal.throwIfAborted();
        pieceEnd = performance.now() + pieceMs;
      }
    }
  }
  return files;
}
