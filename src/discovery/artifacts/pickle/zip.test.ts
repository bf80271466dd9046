import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../range.ts';
import { bytes, callPickle, proto, stateDict, tar, torchZip, zip } from './assemble.ts';
import type { ZipEntry } from './assemble.ts';
import { readPickles } from './read.ts';
import type { PickleLimits, PickleReport } from './report.ts';
import { listZip } from './zip.ts';

const read = (content: Uint8Array, limits: Partial<PickleLimits> = {}): PickleReport =>
  readPickles(bytesReader(content), 'model.pt', limits);
const kinds = (report: PickleReport): string[] => report.anomalies.map(({ what }) => what);
const evil = callPickle('posix', 'system');
const withPickle = (change: Partial<ZipEntry>): Uint8Array => {
  const [pickle, ...rest] = torchZip(stateDict());
  return zip([{ ...(pickle as ZipEntry), ...change }, ...rest]);
};

describe('archives that strict readers refuse or misread are still read', () => {
  it.each<[string, Partial<ZipEntry>, string]>([
    ['CVE-2025-1944: another name in the local header', { localName: 'archive/other.pkl' }, 'names-differ'],
    ['CVE-2025-1945: flagged as encrypted', { flags: 0x1 }, 'encrypted-flag'],
    ['flagged as encrypted in one place only', { localFlags: 0x1 }, 'flags-differ'],
    ['CVE-2025-1945: flagged as patch data', { flags: 0x20 }, 'patch-flag'],
    ['flagged as strongly encrypted', { flags: 0x40 }, 'patch-flag'],
    ['CVE-2025-10156: a wrong checksum', { crc: 0x1234_5678 }, 'crc-wrong'],
    ['another compression method in the local header', { localMethod: 8 }, 'method-differs'],
    ['a NUL in the name', { name: 'archive/data.pkl\0.txt', localName: 'archive/data.pkl\0.txt' }, 'name-with-nul'],
  ])('%s', (_, change, kind) => {
    const safe = read(withPickle(change));
    expect(kinds(safe)).toContain(kind);
    expect(safe.verdict).toBe('suspicious');
    expect(read(withPickle({ ...change, data: evil })).verdict).toBe('dangerous');
  });

  it('torch can leave checksums out: stated, not suspicious', () => {
    expect(read(withPickle({ crc: 0 }))).toMatchObject({ verdict: 'clean', anomalies: [{ what: 'crc-absent' }] });
  });

  it('deflated members are inflated', () => expect(read(withPickle({ data: evil, deflate: true })).verdict).toBe('dangerous'));

  it('both members of one name are read', () => {
    const report = read(zip([...torchZip(stateDict()), { name: 'archive/data.pkl', data: evil }]));
    expect(report.verdict).toBe('dangerous');
    expect(kinds(report)).toContain('duplicate-member');
    expect(kinds(read(zip([...torchZip(stateDict()), { name: 'Archive/DATA.pkl', data: stateDict() }])))).toContain('duplicate-member');
  });

  it('a member that the directory does not list is read', () => {
    const report = read(zip([...torchZip(stateDict()), { name: 'archive/extra.pkl', data: evil, hidden: true }]));
    expect(report).toMatchObject({ verdict: 'dangerous' });
    expect(kinds(report)).toContain('hidden-member');
  });

  it('CVE-2025-1889: pickles under any name inside', () => {
    const report = read(zip(torchZip(stateDict(), { name: 'archive/config.p', data: evil })));
    expect(report.verdict).toBe('dangerous');
    expect(kinds(report)).toContain('unexpected-pickle');
    expect(report.streams.map(({ member }) => member)).toEqual(['archive/data.pkl', 'archive/config.p']);
    const unknownCall = read(zip(torchZip(stateDict(), { name: 'archive/notes', data: callPickle('my_lib', 'Thing') })));
    expect(unknownCall.verdict).toBe('suspicious');
  });

  // The storage of pytorch/vision, test/expect/ModelTester.test_resnet18_quantized_expect.pkl: five floats.
  it('leaves weights alone that begin with the byte of an extension code', () => {
    const weights = bytes(0x84, 0x62, 0x26, 0x3f, 0x9d, 0xb4, 0x9e, 0xbe, 0x84, 0x62, 0x26, 0x3f, 5, 0xc8, 0xcc, 0x3d, 0xd2, 0xbc);
    const report = read(zip(torchZip(stateDict(), { name: 'archive/data/1', data: weights })));
    expect([report.verdict, kinds(report)]).toEqual(['clean', []]);
    const called = read(zip(torchZip(stateDict(), { name: 'archive/data/1', data: bytes(proto(2), 0x82, 1, ')R.') })));
    expect(called.verdict).toBe('dangerous');
  });

  it('an unknown compression method is stated', () => {
    const report = read(withPickle({ method: 99 }));
    expect(kinds(report)).toContain('method-unsupported');
    expect(report.verdict).toBe('unreadable');
  });

  it('an encrypted member that cannot be read is not clean', () => {
    const report = read(withPickle({ flags: 1, data: bytes('\x11\x12\x13 not a pickle at all') }));
    expect(kinds(report)).toContain('encrypted-member');
    expect(report.verdict).toBe('unreadable');
  });
});

describe('one file, two formats', () => {
  it('a pickle before an archive is read too', () => {
    const report = read(zip(torchZip(stateDict()), evil));
    expect(report).toMatchObject({ format: 'torch-zip', verdict: 'dangerous' });
    expect(kinds(report)).toContain('data-before-archive');
  });

  it('an archive before an archive: both directories are read', () => {
    const report = read(bytes(zip(torchZip(evil)), zip(torchZip(stateDict()))));
    expect(report.verdict).toBe('dangerous');
  });

  it('a pickle inside a tar that a zip ends', () => {
    expect(read(bytes(tar({ pickle: evil }), zip(torchZip(stateDict())))).verdict).toBe('dangerous');
  });

  it('an archive without directory is read from its local headers', () => {
    const whole = zip(torchZip(evil));
    const report = read(whole.subarray(0, Buffer.from(whole).indexOf('PK\x01\x02', 0, 'latin1')));
    expect(report.verdict).toBe('dangerous');
    const safe = zip(torchZip(stateDict()));
    expect(read(safe.subarray(0, Buffer.from(safe).indexOf('PK\x01\x02', 0, 'latin1'))).verdict).toBe('unreadable');
  });
});

describe('limits of archives', () => {
  it('too many members are stated', () => {
    const members = Array.from({ length: 30 }, (_, index) => ({ name: `m/${index}`, data: bytes('weights') }));
    const report = read(zip([...torchZip(stateDict()), ...members]), { members: 10 });
    expect(kinds(report)).toContain('limit');
    expect(report.verdict).not.toBe('clean');
  });

  it('deflate bombs stop, and what stood before counts', () => {
    const bomb = bytes(evil.subarray(0, -1), 'B', new Uint8Array([0x80, 0x96, 0x98, 0]), new Uint8Array(10_000_000), '.');
    const report = read(withPickle({ data: bomb, deflate: true }), { inflatedBytes: 200_000 });
    expect(kinds(report)).toContain('limit');
    expect(report.verdict).toBe('dangerous');
  });

  it('archives in archives end', () => {
    let content = zip(torchZip(evil));
    for (let level = 0; level < 20; level += 1) content = zip([{ name: 'data.pkl', data: content }]);
    expect(read(content).verdict).not.toBe('clean');
  });

  it('large members of weights are not read', () => {
    const archive = zip(torchZip(stateDict(), { name: 'archive/data/1', data: new Uint8Array(8_000_000).fill(1) }));
    let read = 0;
    const reader = {
      size: archive.length,
      read: (at: number, length: number) => {
        const part = archive.subarray(Math.max(0, at), Math.max(0, at) + length);
        read += part.length;
        return part;
      },
    };
    expect(readPickles(reader, 'm.pt').verdict).toBe('clean');
    expect(read).toBeLessThan(400_000);
  });
});

describe('listZip', () => {
  it('gives nothing for what is no zip', () => expect(listZip(bytesReader(bytes('no archive')), 10)).toBeUndefined());

  it('lists offsets and sizes', () => {
    const listing = listZip(bytesReader(zip([{ name: 'a', data: bytes('xyz') }])), 10);
    expect(listing).toEqual({
      anomalies: [],
      members: [{ name: 'a', dataOffset: 31, compressedSize: 3, size: 3, methods: [0], flags: 0, crc: 0xeb8e_ba67 }],
    });
  });

  it('does not throw on any cut or changed archive', () => {
    const archive = zip([...torchZip(evil), { name: 'x', data: bytes(proto(2), 'N.'), deflate: true }]);
    for (let cut = 0; cut < archive.length; cut += 7) expect(read(archive.subarray(0, cut)).verdict).not.toBe('clean');
    for (let at = 0; at < archive.length; at += 3) {
      const changed = Buffer.from(archive);
      changed[at] = (changed[at] as number) ^ 0xff;
      expect(read(changed).verdict).not.toBe('clean');
    }
  });
});
