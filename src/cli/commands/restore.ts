import { createInterface } from 'node:readline/promises';
import { PharosError } from '../../core/errors.ts';
import { verifyBackup } from '../../store/backup-file.ts';
import { BEFORE_RESTORE, restore } from '../../store/restore.ts';
import { EXIT } from '../exit.ts';
import { clean } from '../writing.ts';

interface RestoreFlags {
  yes?: boolean;
}

/** `pharos restore`: replaces the store by a backup, after asking on a terminal. Without a terminal `--yes` is needed. */
export async function restoreStore(file: string, flags: RestoreFlags): Promise<number> {
  const { created } = await verifyBackup(file);
  if (!flags.yes && !(await agreed(created))) {
    process.stdout.write('Nothing was changed.\n');
    return EXIT.failed;
  }
  await restore(file, {});
  const kept = process.env['PHAROS_DATABASE_URL'] ? '' : ` The store that was there is kept as ${BEFORE_RESTORE} beside it.`;
  process.stdout.write(`Restored: ${clean(file)}, written ${clean(created)}.${kept}\n`);
  return EXIT.fine;
}

async function agreed(created: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new PharosError('PHAROS_OPTION_INVALID', {
      option: '--yes',
      value: 'left out where nobody can be asked',
      hint: '`pharos restore <file> --yes` to replace the store',
    });
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question(`Replace the store by the backup of ${clean(created)}? Everything since then is left out. [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}
