/** Pickles (protocol 4) put together opcode by opcode, since nothing that executes should lie in the repository. */
const PROTOCOL = Buffer.from([0x80, 4]);
const STOP = Buffer.from('.');
const MARK = Buffer.from('(');

/** A pickle that runs a shell command when it is loaded: a global, its argument in a tuple, REDUCE. */
export function pickleThatRuns(command: string): Buffer {
  const stackGlobal = Buffer.from([0x93]);
  const tupleOfOne = Buffer.from([0x85]);
  return Buffer.concat([PROTOCOL, unicode('posix'), unicode('system'), stackGlobal, unicode(command), tupleOfOne, Buffer.from('R'), STOP]);
}

/** A pickle of a plain dictionary of lists of numbers. */
export function pickleOfLists(lists: Readonly<Record<string, readonly number[]>>): Buffer {
  const items = Object.entries(lists).flatMap(([name, numbers]) => [unicode(name), list(numbers)]);
  return Buffer.concat([PROTOCOL, Buffer.from('}'), MARK, ...items, Buffer.from('u'), STOP]);
}

function list(numbers: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(']'), MARK, ...numbers.map(float), Buffer.from('e')]);
}

function float(number: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.write('G');
  bytes.writeDoubleBE(number, 1);
  return bytes;
}

/** SHORT_BINUNICODE: up to 255 bytes. */
function unicode(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x8c, bytes.length]), bytes]);
}
