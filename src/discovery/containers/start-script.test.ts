import { describe, expect, it } from 'vitest';
import { startedBy } from './start-script.ts';

const read = (script: string): unknown[] =>
  startedBy(script, (line) => line).map(({ name, image, ports, command, line }) => ({
    name,
    image,
    ports: ports.map(({ port }) => port),
    command: command.map(({ text }) => text).join(' '),
    line,
  }));

describe('a script that starts servers', () => {
  it('gives the port of the machine, none on its loopback, over lines that continue', () => {
    expect(
      read(
        '# docker run -p 1:1 x\ndocker run -d \\\n  -p 9000:8000 --name llm vllm/vllm-openai:v0.9.1 --model m\nsudo podman run -p 127.0.0.1:1:2 ollama/ollama\n',
      ),
    ).toEqual([
      { name: 'llm', image: 'vllm/vllm-openai:v0.9.1', ports: [9000], command: '--model m', line: 2 },
      { name: 'docker-4', image: 'ollama/ollama', ports: [0], command: '', line: 4 },
    ]);
  });

  it('takes the installer of Ollama for the service it starts', () => {
    expect(read('curl -fsSL https://ollama.com/install.sh | sh\n')).toMatchObject([{ command: 'ollama serve', ports: [] }]);
  });

  it('is read no further than a person would write', () => {
    expect(startedBy('docker run -p 1:1 a\n'.repeat(5000), (line) => line)).toHaveLength(2000);
  });
});
