import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, PharosError } from '../../core/errors.ts';
import { EXIT } from '../exit.ts';
import { SCAFFOLDS } from '../scaffold/templates.ts';

/** Words with hyphens: the name of a folder, of a module and of its id. */
/** The test that walks all modules of a kind. */
const FAMILIES: Readonly<Record<string, string>> = {
  detector: 'src/discovery/detectors.test.ts',
  knowledge: 'src/discovery/detectors.test.ts',
  check: 'src/posture/checks.test.ts',
  path: 'src/posture/paths.test.ts',
};
const KEBAB = /^[a-z]+(?:-[a-z0-9]+)*$/;

/** `pharos new`: a module that works, in the folder that registers it. @throws PharosError PHAROS_OPTION_INVALID, PHAROS_EXISTS */
export async function scaffold(kind: string, name: string, root = fileURLToPath(new URL('../../../', import.meta.url))): Promise<number> {
  const template = Object.hasOwn(SCAFFOLDS, kind) ? SCAFFOLDS[kind] : undefined;
  if (!template) throw new PharosError('PHAROS_OPTION_INVALID', { option: '<kind>', value: kind, hint: Object.keys(SCAFFOLDS).join(', ') });
  if (!KEBAB.test(name) || name.length > 60)
    throw new PharosError('PHAROS_OPTION_INVALID', {
      option: '<name>',
      value: name,
      hint: 'lower-case words with hyphens, such as jupyter-hub',
    });
  const { folder, files, first, next } = template(name);
  if (!existsSync(join(root, 'src/cli')))
    throw new PharosError('PHAROS_OUTPUT_FAILED', {
      file: folder,
      reason: 'this is the published package: clone the repository to add to it',
    });
  const written = Object.keys(files).map((file) => `${folder}/${file}`);
  const there = [...written, ...(kind === 'knowledge' ? [] : [folder])].find((file) => existsSync(join(root, file)));
  if (there !== undefined) throw new PharosError('PHAROS_EXISTS', { what: `A ${kind} of this name`, file: there });
  try {
    mkdirSync(join(root, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text, { flag: 'wx' });
  } catch (error) {
    throw new PharosError('PHAROS_OUTPUT_FAILED', { file: folder, reason: messageOf(error) }, { cause: error });
  }
  process.stdout.write(
    `${[
      `Written: ${written.join(', ')}. It is registered by standing there, and works as it is.`,
      '',
      'Next',
      '  1. Write the cases first, from the documentation of what you look for; one must stay silent.',
      `  2. Then ${folder}/${first}: ${next}.`,
      `  3. npx vitest run ${FAMILIES[kind]} -t ${name}`,
      `  4. npm run docs, npm run check, and a sentence for users in changes/${name}.added.md`,
    ].join('\n')}\n`,
  );
  return EXIT.fine;
}
