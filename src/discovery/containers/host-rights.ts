import type { Word } from './container.ts';
import { at, isTrue, itemsOf, textOf, textsOf, type Tree } from './documents.ts';

/** Folders of a machine from which the machine can be taken over; devices of accelerators and caches of models are none. */
const FOLDERS = /^\/(?:(?:etc|root|home|boot|proc|dev|run|var|var\/(?:run|lib|lib\/(?:docker|kubelet|containerd)))\/?)?$/;
const SOCKET = /(?:docker|podman|containerd|crio?|crio\/crio)\.sock$/;
const CAPABILITIES = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_PTRACE|SYS_RAWIO|DAC_READ_SEARCH|BPF)$/i;

/**
 * What makes a container as good as its machine, in words with their lines. Sources: kubernetes.io, Pod Security Standards
 * (baseline); docs.docker.com, "Docker daemon attack surface" and runtime privilege.
 */
export function hostRights(parts: {
  privileged: Tree | undefined;
  capabilities: Tree | undefined;
  processes: Tree | undefined;
  /** Folders of the machine, as written. */
  folders: readonly Word[];
}): Word[] {
  const out: Word[] = [];
  if (parts.privileged && isTrue(parts.privileged)) out.push({ text: 'runs privileged', line: parts.privileged.l });
  for (const item of itemsOf(parts.capabilities)) {
    const name = textOf(item);
    if (name !== undefined && CAPABILITIES.test(name)) out.push({ text: `holds the capability ${name.toUpperCase()}`, line: item.l });
  }
  const shares = textsOf(parts.processes);
  if (parts.processes && (isTrue(parts.processes) || shares.includes('host')))
    out.push({ text: 'sees the processes of its machine', line: parts.processes.l });
  for (const { text, line } of parts.folders) {
    if (SOCKET.test(text)) out.push({ text: `is given the socket of the container engine (${text})`, line });
    else if (FOLDERS.test(text)) out.push({ text: `mounts ${text} of its machine`, line });
  }
  return out;
}

/** Host folders that a pod's container mounts. */
export function hostFolders(container: Tree, volumes: ReadonlyMap<string, Tree>): Word[] {
  return itemsOf(at(container, 'volumeMounts')).flatMap((mount) => {
    const path = at(volumes.get(textOf(at(mount, 'name')) ?? ''), 'hostPath', 'path');
    const text = textOf(path);
    return path && text !== undefined ? [{ text, line: path.l }] : [];
  });
}
