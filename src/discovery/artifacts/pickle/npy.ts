import type { RangeReader } from '../../range.ts';
import { startsWith } from './sniff.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const LARGEST_HEADER = 65_536;

export interface NpyHeader {
  /** Offset of the array data. */
  dataOffset: number;
  /** Whether the element type holds Python objects, so that the data is a pickle. Undefined when unreadable. */
  holdsObjects: boolean | undefined;
}

/**
 * Reads a .npy header: magic, version, header length (2 bytes in version 1, 4 later), and a Python dictionary literal
 * whose `descr` names the element type. Undefined when it is no .npy file. Source: numpy.lib.format documentation.
 */
export function readNpyHeader(reader: RangeReader): NpyHeader | undefined {
  const start = reader.read(0, 12);
  if (start.length < 10 || !startsWith(start, MAGIC)) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const wide = view.getUint8(6) >= 2;
  if (wide && start.length < 12) return { dataOffset: start.length, holdsObjects: undefined };
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const dataOffset = (wide ? 12 : 10) + length;
  const header = Buffer.from(reader.read(wide ? 12 : 10, Math.min(length, LARGEST_HEADER))).toString('latin1');
  if (length > LARGEST_HEADER || !header.includes('descr')) return { dataOffset, holdsObjects: undefined };
  return { dataOffset, holdsObjects: /['"][|<>=]?O\d{0,4}['"]/.test(header) };
}
