import type { RangeReader } from '../../range.ts';

const FIRST_WINDOW = 4096;
const LARGEST_WINDOW = 262_144;
const NEWLINE = 10;

/**
 * A forward reader with a small window, so that a gigabyte literal is stepped over and never loaded. The window starts
 * at 4 KiB (many archive members are looked at only to be put aside) and grows to 256 KiB.
 */
export class Cursor {
  window: Uint8Array;
  view: DataView;
  /** Position inside the window. */
  at = 0;
  /** Offset of the window in the reader. */
  base: number;
  private readonly reader: RangeReader;
  private nextSize = FIRST_WINDOW;

  constructor(reader: RangeReader, offset: number) {
    this.reader = reader;
    this.base = offset;
    this.window = new Uint8Array(0);
    this.view = new DataView(this.window.buffer);
    this.load(offset);
  }

  get offset(): number {
    return this.base + this.at;
  }

  get remaining(): number {
    return Math.max(0, this.reader.size - this.base - this.at);
  }

  /** Makes `count` bytes (at most a few dozen) available in the window; false when the input ends before them. */
  has(count: number): boolean {
    if (this.window.length - this.at >= count) return true;
    this.load(this.base + this.at);
    return this.window.length >= count;
  }

  /** Steps over `count` bytes; false, standing at the end, when there are fewer. */
  skip(count: number): boolean {
    if (this.window.length - this.at >= count) {
      this.at += count;
      return true;
    }
    const enough = this.remaining >= count;
    this.load(this.base + this.at + Math.min(count, this.remaining));
    return enough;
  }

  /** Where in the window the line begins that `line` stepped over last; -1 when the window moved on meanwhile. */
  lineStart = -1;

  /** Steps over a line; its length without the newline, or -1, standing at the end, when no newline follows. */
  line(): number {
    const start = this.offset;
    this.lineStart = this.at;
    for (;;) {
      const found = this.window.indexOf(NEWLINE, this.at);
      if (found >= 0) {
        this.at = found + 1;
        return this.base + found - start;
      }
      this.lineStart = -1;
      this.load(this.base + this.window.length);
      if (this.window.length === 0) return -1;
    }
  }

  /** Bytes that the cursor has passed, without moving it. */
  again(offset: number, count: number): Uint8Array {
    return this.reader.read(offset, count);
  }

  private load(offset: number): void {
    const window = this.reader.read(offset, this.nextSize);
    this.window = window;
    this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    this.base = offset;
    this.at = 0;
    this.nextSize = Math.min(this.nextSize * 2, LARGEST_WINDOW);
  }
}
