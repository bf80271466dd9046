import { describe, expect, it } from 'vitest';
import { Knowledge } from './knowledge.ts';
import { rootPattern } from './root-files.ts';

const about = (role: string, modules: string[]): Knowledge =>
  Knowledge.parse({
    library: { name: modules[0], ecosystem: 'pypi', role, source: 'https://example.org/' },
    modules,
    cases: [],
  });
const pattern = rootPattern([about('sdk', ['openai', 'acme.ai', '@acme/ai']), about('effect', ['requests'])]);

describe('rootPattern', () => {
  // https://docs.python.org/3/reference/simple_stmts.html#import, https://docs.python.org/3/library/importlib.html,
  // https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/import
  it.each([
    'import openai',
    'import os, openai',
    'import json as j, os.path , openai as o',
    'import os, \\\n    openai',
    'import \\\n  openai',
    'from openai import OpenAI',
    'from openai.types import (\n    Model,\n)',
    'from acme import ai',
    'from acme import (\n    other,\n    ai,\n)',
    'import acme.ai',
    'm = __import__("openai")',
    "m = importlib.import_module('openai')",
    "m = import_module( 'openai' )",
    "import fs, { readFileSync } from 'openai'",
    "const { OpenAI } = await import('openai')",
    'const x = require("@acme/ai")',
    "import('@acme/ai/server')",
    'post("https://api.openai.com/v1/chat/completions")',
    'fetch(`https://${region}.api.openai.com/v1`)',
    'url = f"https://bedrock-runtime.{region}.amazonaws.com/model"',
  ])('takes %s', (text) => {
    expect(pattern.test(text)).toBe(true);
  });

  it.each([
    'import os, openaix',
    'import os\nopenai = 1',
    'import requests',
    'from .openaix import y',
    'from acme import air',
    'important, openai',
    'see https://platform.openai.com/docs',
    'https://xapi.openai.com/',
    'https://api.openai.company/',
    '# the openai library',
  ])('leaves %s', (text) => {
    expect(pattern.test(text)).toBe(false);
  });

  it('ends on hostile text', () => {
    expect(pattern.test('import a, '.repeat(100_000))).toBe(false);
    expect(pattern.test('import \\\n'.repeat(100_000))).toBe(false);
    expect(pattern.test('from acme import '.repeat(50_000))).toBe(false);
    expect(pattern.test('://'.repeat(200_000))).toBe(false);
    expect(pattern.test(`import ${'a'.repeat(500_000)}`)).toBe(false);
  });
});
