import { backup } from '../../store/backup.ts';
import { EXIT } from '../exit.ts';
import { withStore } from '../stored.ts';
import { clean } from '../writing.ts';

/** `pharos backup`: the whole store in one file. */
export async function backupStore(file: string): Promise<number> {
  const { rows, bytes } = await withStore((store) => backup(store, file));
  process.stdout.write(`Written: ${clean(file)}, ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB. It was read again and is whole.\n`);
  return EXIT.fine;
}
