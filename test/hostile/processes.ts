import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Processes that this one started and that still run. Linux. */
export function startedBy(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has ended.
    return [];
  }
}

/** Whether it runs: neither gone nor only waiting to be asked how it ended. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // It is gone.
    return false;
  }
}

/** Looks every few milliseconds until something is so, for at most so many looks. */
export async function until<T>(what: string, look: () => T | undefined | false, looks = 20_000): Promise<T> {
  for (let turn = 0; turn < looks; turn++) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await setTimeout(2);
  }
  throw new Error(`${what}: never seen`);
}

/** Waits until the process, or one it started, has a file open whose name starts so. */
export async function untilOpen(pid: number, start: string): Promise<number> {
  return until(`${start} is open`, () => [pid, ...startedBy(pid)].find((one) => filesOf(one).some((file) => file.startsWith(start))));
}

function filesOf(pid: number): string[] {
  const files: string[] = [];
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) files.push(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
  } catch {
    // The process has ended, or a file was closed between listing and looking.
  }
  return files;
}

/** Processor time a process has used, in hundredths of a second; 0 when it has ended. */
export function processorTicks(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[12]);
  } catch {
    // It has ended.
    return 0;
  }
}
