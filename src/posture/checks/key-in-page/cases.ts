import type { CheckCase } from '../../check.ts';

const MANIFEST = '{"name":"web","dependencies":{"openai":"4.77.0"}}';

function page(key: string): string {
  return `'use client';\nimport OpenAI from 'openai';\nconst client = new OpenAI({\n  apiKey: ${key},\n  dangerouslyAllowBrowser: true,\n});\nexport const ask = (text: string) => client.chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: text }] });\n`;
}

export default [
  {
    name: 'a page of Next.js',
    files: { 'package.json': MANIFEST, 'app/chat.tsx': page('process.env.NEXT_PUBLIC_OPENAI_API_KEY') },
    expect: [{ file: 'app/chat.tsx', line: 4, severity: 'high' }],
    source: 'https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser',
  },
  {
    name: 'a page of Vite',
    files: { 'package.json': MANIFEST, 'src/chat.ts': page('import.meta.env.VITE_OPENAI_KEY') },
    expect: [{ file: 'src/chat.ts', line: 4, severity: 'high' }],
    source: 'https://vite.dev/guide/env-and-mode#env-files',
  },
  {
    name: 'a key that the visitor brings',
    files: { 'package.json': MANIFEST, 'src/chat.ts': page("localStorage.getItem('key') ?? ''") },
    expect: [],
  },
  {
    name: 'a route of the server, the address of the server, a key that is made for pages, a comment',
    files: {
      'package.json': MANIFEST,
      'app/api/ask/route.ts': page('process.env.OPENAI_API_KEY').replace("'use client';\n", ''),
      'app/chat.tsx':
        "'use client';\nimport OpenAI from 'openai';\n// never: process.env.NEXT_PUBLIC_OPENAI_API_KEY\nconst base = process.env.NEXT_PUBLIC_OPENAI_BASE_URL;\nconst maps = process.env.NEXT_PUBLIC_GOOGLE_MAPS_API_KEY;\nexport const client = new OpenAI({ baseURL: base, apiKey: maps });\n",
    },
    expect: [],
  },
] satisfies CheckCase[];
