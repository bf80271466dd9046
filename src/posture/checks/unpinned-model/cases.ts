import type { CheckCase } from '../../check.ts';

const COMMIT = '4556d13015211d73dccd3fdd39d39232506f3e43';

export default [
  {
    name: 'by name alone',
    files: {
      'tone.py':
        'from transformers import AutoModelForSequenceClassification\n\nmodel = AutoModelForSequenceClassification.from_pretrained("ProsusAI/finbert")\n',
    },
    expect: [{ file: 'tone.py', line: 3, asset: 'ProsusAI/finbert', severity: 'medium' }],
    source: 'https://huggingface.co/docs/transformers/main/en/model_doc/auto (from_pretrained and its revision)',
  },
  {
    name: 'that code of the repository runs as well is told by remote-code-trusted',
    files: {
      'encoder.py':
        'from transformers import AutoModel\nmodel = AutoModel.from_pretrained("jinaai/jina-embeddings-v2-base-en", trust_remote_code=True)\n',
    },
    expect: [],
  },
  {
    name: 'a branch moves',
    files: {
      'encoder.py':
        'from sentence_transformers import SentenceTransformer\nmodel = SentenceTransformer("BAAI/bge-small-en-v1.5", revision="main")\n',
    },
    expect: [{ file: 'encoder.py', line: 2, severity: 'medium' }],
  },
  {
    name: 'a commit',
    files: {
      'tone.py': `from transformers import AutoModel\nmodel = AutoModel.from_pretrained("ProsusAI/finbert", revision="${COMMIT}")\n`,
    },
    expect: [],
  },
  {
    name: "a provider's alias downloads nothing",
    files: { 'ask.py': 'from openai import OpenAI\nOpenAI().chat.completions.create(model="gpt-4.1-mini", messages=[])\n' },
    expect: [],
  },
  {
    name: 'a folder of our own',
    files: { 'own.py': 'from transformers import AutoModel\nmodel = AutoModel.from_pretrained("./weights")\n' },
    expect: [],
  },
] satisfies CheckCase[];
