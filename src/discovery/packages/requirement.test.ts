import { describe, expect, it } from 'vitest';
import { readRequirement } from './requirement.ts';

// Forms of https://packaging.python.org/en/latest/specifications/dependency-specifiers/ and of pip's requirements file reference.
describe('readRequirement', () => {
  it.each([
    ['openai', { name: 'openai' }],
    ['openai==1.51.0', { name: 'openai', range: '==1.51.0', pin: '1.51.0' }],
    ['openai == 1.51.0  # the SDK', { name: 'openai', range: '==1.51.0', pin: '1.51.0' }],
    ['openai>=1.2, <2', { name: 'openai', range: '>=1.2,<2' }],
    ['torch==2.4.1+cu121', { name: 'torch', range: '==2.4.1+cu121', pin: '2.4.1+cu121' }],
    ['transformers==4.*', { name: 'transformers', range: '==4.*' }],
    ['vllm~=0.6.1', { name: 'vllm', range: '~=0.6.1' }],
    ['mcp (>=1.0)', { name: 'mcp', range: '>=1.0' }],
    [
      'uvicorn[standard, x]>=0.30 ; python_version < "3.13"',
      { name: 'uvicorn', extras: ['standard', 'x'], range: '>=0.30', marker: 'python_version < "3.13"' },
    ],
    ['openai===1.0 --hash=sha256:aa --hash=sha256:bb', { name: 'openai', range: '===1.0', pin: '1.0', hashes: 2 }],
    [
      'trl @ git+https://github.com/huggingface/trl.git@main ; sys_platform == "linux"',
      {
        name: 'trl',
        source: { form: 'git', address: 'https://github.com/huggingface/trl.git', ref: 'main' },
        marker: 'sys_platform == "linux"',
      },
    ],
    [
      '-e git+https://bot:word@git.internal/ai/kit.git@0123456789012345678901234567890123456789#egg=kit[all]',
      {
        name: 'kit',
        extras: ['all'],
        pin: '0123456789012345678901234567890123456789',
        source: { form: 'git', address: 'https://git.internal/ai/kit.git', ref: '0123456789012345678901234567890123456789' },
      },
    ],
    [
      'git+https://github.com/openai/whisper.git',
      { name: 'whisper', source: { form: 'git', address: 'https://github.com/openai/whisper.git' } },
    ],
    [
      'https://files.example/flash_attn-2.6.3-cp311-cp311-linux_x86_64.whl',
      {
        name: 'flash_attn',
        pin: '2.6.3',
        source: { form: 'url', address: 'https://files.example/flash_attn-2.6.3-cp311-cp311-linux_x86_64.whl' },
      },
    ],
    ['pip @ file:///opt/pip-1.3.1.zip', { name: 'pip', source: { form: 'path', address: 'file:///opt/pip-1.3.1.zip' } }],
  ])('%s', (text, wanted) => {
    expect(readRequirement(text)).toEqual({ extras: [], hashes: 0, ...wanted });
  });

  it.each(['', '-e .', './local', '.', '<html>', 'not a requirement at all', '==1.0', '[x]', 'x @'])('has no name for %j', (text) => {
    const found = readRequirement(text);
    expect(found === undefined || found.name === 'x').toBe(true);
  });

  it('reads no line of tens of thousands of signs', () => {
    expect(readRequirement('a'.repeat(30_000))).toBeUndefined();
  });
});
