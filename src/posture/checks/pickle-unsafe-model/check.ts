import type { Json } from '../../../core/observation.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { textOf, textsOf } from '../../view.ts';
import { listed, shellWord } from '../../wording.ts';

/** A model file whose loading runs code. The verdict is discovery's: what is imported and called, without loading anything. */
export default defineCheck({
  id: 'pickle-unsafe-model',
  title: 'Model file runs code when it is loaded',
  severity: 'high',
  applies: 'model-artifact',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.2' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0011.000' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0018.002' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-02' },
  ],
  judge(artifact, view) {
    const verdict = textOf(artifact, 'verdict');
    if (verdict === undefined) return undefined;
    if (verdict === 'clean') return { status: 'pass' };
    const reason = textsOf(artifact, 'reasons')[0];
    if (verdict !== 'dangerous' && verdict !== 'suspicious') {
      return {
        status: 'unknown',
        saw: `What loading ${artifact.name} does is not known${reason === undefined ? '' : `: ${reason}`}.`,
        evidence: artifact.evidence,
      };
    }
    const dangerous = verdict === 'dangerous';
    const loaders = view.into(artifact, 'loads').map((link) => link.from);
    const calls = callsOf(artifact);
    const file = artifact.evidence.find((one) => one.file !== undefined)?.file ?? artifact.name;
    return {
      status: 'fail',
      severity: !dangerous ? 'medium' : loaders.length > 0 ? 'critical' : 'high',
      title: `${artifact.name} ${dangerous ? `runs ${calls[0] ?? 'code'} when it is loaded` : 'does unusual things when it is loaded'}`,
      saw: `When ${artifact.name} is loaded: ${reason ?? (calls.length > 0 ? `${listed(calls)} is reached` : 'code runs')}.${loaders.length > 0 ? ` ${listed(loaders.map(({ name }) => name))} ${loaders.length === 1 ? 'loads' : 'load'} it.` : ' Nothing that was read loads it.'}`,
      why: dangerous
        ? `Opening the file is enough: the code runs with the rights and secrets of whoever loads it${loaders[0] ? `, here ${loaders[0].name}` : ''}, before any prediction is made. No honest library writes such a file.`
        : 'It imports or calls something outside what model files need; it may be a class of your own, or a way around scanners.',
      fix: {
        text: dangerous
          ? `Do not load it. Keep a copy for whoever investigates, take it out of use, and look at who put it there and where it was loaded. Fetch the model again from its source, as safetensors or ONNX.`
          : `Find out who wrote it and what it needs; save it again as safetensors, ONNX or plain numbers, and load the rest with \`weights_only=True\`.`,
        command: `git log --format='%h %an %ad %s' -- ${shellWord(file)}`,
      },
      verify: 'The file is gone or rewritten in a format without code, nothing loads the old one, and the next scan passes.',
      evidence: artifact.evidence,
      exploitability: 'trivial',
      reachability: 'third-party',
      harms: [
        artifact,
        ...loaders,
        ...loaders.flatMap((loader) => view.out(loader, 'trained-on', 'retrieves-from').map((link) => link.to)),
      ],
    };
  },
});

/** The globals that made the verdict, worst first, as `module.name`. */
function callsOf(artifact: Asset): string[] {
  const { globals } = artifact.properties;
  if (!Array.isArray(globals)) return [];
  return (globals as readonly Json[]).flatMap((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    const { name, standing, argument } = item as { name?: Json; standing?: Json; argument?: Json };
    if (typeof name !== 'string' || typeof standing !== 'string' || standing === 'safe' || standing === 'library-class') return [];
    return [typeof argument === 'string' ? `${name}(${JSON.stringify(argument.slice(0, 60))})` : name];
  });
}
