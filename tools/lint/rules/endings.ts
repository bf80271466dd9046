import { isTypeScript, type Rule } from '../rule.ts';

export default {
  id: 'endings',
  title: 'Relative imports name the file as it is written, ending included, so that Node runs the sources as they are',
  applies: (path) => isTypeScript(path) && !path.split('/').includes('fixtures') && !path.startsWith('demo/meridian/'),
  *check(file) {
    for (const { specifier, form, line } of file.mentions()) {
      // A path beside import.meta.url may name a folder or data; a template names its ending where it ends.
      if (form === 'url' || !specifier.startsWith('.')) continue;
      if (!/\.(?:tsx?|json|css)$/.test(specifier)) yield { line, text: `${specifier} lacks its ending: write .ts` };
    }
  },
} satisfies Rule;
