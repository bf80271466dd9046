import { strongKey } from '../../core/keys.ts';
import { calledName, walkProgram } from './flow/walk.ts';
import type { Linked } from './linked.ts';
import { optionsOf } from './value.ts';

/**
 * `demo.launch(share=True)`: Gradio opens a tunnel and gives the page an address on the internet for a week, without a password unless
 * `auth` is given. Source: gradio.app/guides/sharing-your-app.
 */
export function emitSharedLinks(linked: Linked): void {
  const pages = linked.entries.filter(({ library }) => library === 'gradio');
  if (pages.length === 0) return;
  const { emitter, program } = linked;
  const isOn = (value: Parameters<typeof program.evaluate>[0], scope: Parameters<typeof program.evaluate>[1]): boolean =>
    optionsOf(program.evaluate(value, scope)).some((one) => one.v === 'flag' && one.flag);
  walkProgram(program, {
    call(e, scope) {
      if (calledName(e) !== 'launch') return;
      const auth = e.k.find(([name]) => name === 'auth')?.[1];
      const asks = auth !== undefined && auth.t !== 'null';
      const share = e.k.find(([name]) => name === 'share')?.[1];
      for (const { reference } of pages) {
        const seen = emitter.observed(reference)?.evidence[0];
        if (seen?.file !== scope.file) continue;
        if (asks) emitter.annotate(reference, { auth: 'present', authWhy: 'launch asks for a password (auth)' });
        if (!share || !isOn(share, scope)) continue;
        const evidence = linked.linking.evidence(scope.file, share.l, 'launch(share=True) gives the page a public address');
        const zone = emitter.asset('zone', 'internet', [strongKey('name', 'internet')], {}, [evidence], 1);
        emitter.edge(reference, 'exposed-to', zone, 'stated', [evidence], {
          access: 'invoke',
          auth: asks ? 'present' : 'none',
          how: 'a public Gradio link',
        });
      }
    },
  });
}
