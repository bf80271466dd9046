import type { CoverageEntry } from '../core/coverage.ts';
import { compareText } from '../core/evidence.ts';
import type { Readers } from './read-file.ts';
import type { Entry } from './source.ts';

/** Code, configuration and model formats that can hold AI: where no detector reads one of them yet, the coverage says so. */
const COULD_HOLD_AI = new Set(
  'bicep c cc cpp cs clj dart ex exs fs ggml gguf go h5 hdf5 hpp ipynb java jl kt keras lua m mlmodel onnx pb php pl ps1 r rb rs safetensors sc scala sh sql swift tflite vb yaml yml xml toml'.split(
    ' ',
  ),
);
const COULD_HOLD_AI_NAMES = new Set(['Dockerfile', 'Modelfile', 'Jenkinsfile', 'Containerfile']);

/** Detectors that look at every file say nothing about whether a format is understood. */
const LOOKS_EVERYWHERE = new Set(['secrets']);

/** One entry per format that nobody understood, with its number of files: silence is never "clean". */
export function summariseUnread(entries: readonly Entry[], readers: Readers): Omit<CoverageEntry, 'target'>[] {
  const groups = new Map<string, { count: number; first: string }>();
  for (const { path } of entries) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
    // Our own settings were read already.
    if (name === 'pharos.yaml' || name === 'pharos.yml') continue;
    const label = COULD_HOLD_AI_NAMES.has(name) ? name : COULD_HOLD_AI.has(ending) ? `.${ending}` : undefined;
    if (label === undefined || readers.matching(path).some((id) => !LOOKS_EVERYWHERE.has(id))) continue;
    const group = groups.get(label);
    if (group) group.count++;
    else groups.set(label, { count: 1, first: path });
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([label, { count, first }]) => ({
      what: label,
      status: 'unsupported',
      reason: `${count} ${label} ${count === 1 ? 'file was' : 'files were'} searched for secrets only, such as ${first}: no detector understands this format yet.`,
    }));
}
