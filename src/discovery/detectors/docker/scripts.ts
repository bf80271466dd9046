import { strongKey } from '../../../core/keys.ts';
import type { Emitter } from '../../code/emit.ts';
import { boundTo, type Container } from '../../containers/container.ts';
import { servedBy } from '../../containers/recognize.ts';
import { startedBy } from '../../containers/start-script.ts';
import { emitWorkload } from '../../containers/workload.ts';
import type { Linking } from '../../detector.ts';
import type { DockerFacts } from './facts.ts';

/** Scripts, recipes and units that start servers on a machine. */
export const SCRIPT_FILES = ['*.sh', '*.bash', 'Makefile', '*.mk', 'justfile', '*.service', '**/*.service.d/*.conf'];

/** A server that a script opens beyond its own machine. */
export interface Opened {
  container: Container;
  how: string;
}

const EVERYWHERE = /^(?:0\.0\.0\.0|\[?::\]?|\*)(?::\d+)?$/;

/**
 * Servers that are told to listen on every address: `docker run -p 11434:11434`, `vllm serve --host 0.0.0.0`, `OLLAMA_HOST=0.0.0.0`
 * of a unit. What says nothing of an address is not told: scripts are written to be tried. Sources: docs.docker.com/engine/network
 * (published ports), freedesktop.org systemd.exec (Environment), the products' documentation.
 */
export function openedIn(path: string, text: string): Opened[] {
  const isUnit = /\.(?:service|conf)$/.test(path);
  // A drop-in of a unit holds what is changed: the folder says of which.
  const dropIn = /(?:^|\/)ollama\.service\.d\//.test(path) ? '\nExecStart=ollama serve' : '';
  const seen = new Set<string>();
  return startedBy(text + dropIn, (line) => line).flatMap((container): Opened[] => {
    if (!servedBy(container)) return [];
    const open = container.ports.find(({ port }) => port > 0);
    const bound = boundTo(container.command, container.variables);
    const how =
      container.image !== undefined
        ? open && `port ${open.port} on every address of its host`
        : bound && EVERYWHERE.test(bound.text)
          ? `${bound.text} of its host`
          : undefined;
    if (how === undefined || seen.has(`${container.name} ${container.line}`)) return [];
    seen.add(`${container.name} ${container.line}`);
    return [{ container: { ...container, line: isUnit && bound ? bound.line : container.line }, how }];
  });
}

/** What scripts of the target open, each a workload of its machine. */
export function scripts(linking: Linking<DockerFacts>, emitter: Emitter): void {
  // What stands beside Terraform is the start script of a machine there, which says who reaches it.
  const declared = new Set([...linking.paths].filter((path) => path.endsWith('.tf')).map(folderOf));
  for (const [file, { opened = [] }] of linking.files) {
    if (opened.length === 0 || declared.has(folderOf(file)) || declared.has(folderOf(folderOf(file)))) continue;
    for (const { container, how } of opened) {
      const served = servedBy(container)!;
      const name = /^(?:docker|line)-\d+$/.test(container.name) ? served.id : container.name;
      emitWorkload(
        {
          name,
          keys: [strongKey('git', `${linking.target}/${file}#started:${container.line}`)],
          properties: { platform: 'host', image: container.image },
          evidence: [linking.evidence(file, container.line, `starts ${served.title}`)],
          seen: (line, detail) => [linking.evidence(file, line, detail)],
          containers: [container],
          stated: [{ served, container }],
          exposures: [{ reach: 'open', how, auth: 'none', evidence: [linking.evidence(file, container.line, how)] }],
          otherwise: { reach: 'private', why: 'no port of it is published' },
          identities: [],
          secrets: [],
        },
        emitter,
      );
    }
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
