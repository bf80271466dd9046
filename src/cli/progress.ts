import type { Progress } from '../discovery/scan.ts';

/** One line on standard error that is rewritten in place; nothing where standard error is no terminal. */
export function progressLine(quiet: boolean): { show(progress: Progress): void; clear(): void } {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const started = Date.now();
  let last = 0;
  return {
    show(progress) {
      const now = Date.now();
      if (now - last < 100) return;
      last = now;
      stderr.write(`\r\u001b[2K${sentence(progress, (now - started) / 1000).slice(0, (stderr.columns || 80) - 1)}`);
    },
    clear: () => void stderr.write('\r\u001b[2K'),
  };
}

function sentence(progress: Progress, seconds: number): string {
  if (progress.phase === 'walk') return `Looking through folders: ${progress.done} files`;
  if (progress.phase === 'link') return 'Joining what was found';
  if (progress.phase === 'history')
    return `Reading the history${(progress.total ?? 0) > 0 ? `: ${progress.done} of ${progress.total} texts` : ''}`;
  const { done, total = 0, bytes = 0, totalBytes = 0 } = progress;
  const rate = bytes / Math.max(0.1, seconds);
  const left = rate > 0 ? Math.round((totalBytes - bytes) / rate) : 0;
  return `Reading ${done} of ${total} files, ${(rate / 1e6).toFixed(1)} MB/s${left > 1 ? `, about ${left} s left` : ''}`;
}
