import type { CheckCase } from '../../check.ts';

const COMMIT = '4556d13015211d73dccd3fdd39d39232506f3e43';

export default [
  {
    name: 'a model whose own code is run, and a tokenizer',
    files: {
      'score.py':
        'from transformers import AutoModel, AutoTokenizer\n\nwords = AutoTokenizer.from_pretrained("meridian-lab/words", trust_remote_code=True)\nnet = AutoModel.from_pretrained("meridian-lab/claims-encoder", trust_remote_code=True)\n',
    },
    expect: [
      { file: 'score.py', line: 3, severity: 'medium' },
      { file: 'score.py', line: 4, severity: 'medium' },
    ],
    source: 'https://huggingface.co/docs/transformers/custom_models',
  },
  {
    name: 'with the commit that was read it is low',
    files: {
      'score.py': `from transformers import AutoModel\n\nnet = AutoModel.from_pretrained("meridian-lab/claims-encoder", trust_remote_code=True, revision="${COMMIT}")\n`,
    },
    expect: [{ file: 'score.py', line: 3, severity: 'low' }],
  },
  {
    name: 'a data set script, vLLM, options given as a dictionary',
    files: {
      'load.py':
        'from datasets import load_dataset\nfrom langchain_huggingface import HuggingFaceEmbeddings\nfrom vllm import LLM\n\nrows = load_dataset("meridian-lab/claims", trust_remote_code=True)\nllm = LLM(model="meridian-lab/claims-7b", trust_remote_code=True)\nvectors = HuggingFaceEmbeddings(model_name="meridian-lab/near", model_kwargs={"trust_remote_code": True})\n',
    },
    expect: [
      { file: 'load.py', line: 5 },
      { file: 'load.py', line: 6 },
      { file: 'load.py', line: 7 },
    ],
  },
  {
    name: 'a server that is started with the option',
    files: {
      'deploy.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: vllm }\nspec:\n  selector: { matchLabels: { app: vllm } }\n  template:\n    metadata: { labels: { app: vllm } }\n    spec:\n      containers:\n        - name: vllm\n          image: vllm/vllm-openai:v0.9.1\n          args: ["--model=meridian-lab/claims-7b", "--trust-remote-code"]\n',
    },
    expect: [{ file: 'deploy.yaml', asset: 'vllm' }],
  },
  {
    // As huggingface/transformers does it, integrations/hub_kernels.py (get_kernel) and models/auto/video_processing_auto.py.
    name: 'a function that hands the option on is asked where it is given',
    files: {
      'hub.py':
        'from kernels import get_kernel as fetch\nfrom transformers import AutoConfig\n\n\ndef kernel_of(name, allow_all=False):\n    return fetch(name, trust_remote_code=allow_all)\n\n\ndef config_of(name, **kwargs):\n    trust = kwargs.pop("trust_remote_code", None)\n    trust = confirmed(trust, name)\n    return AutoConfig.from_pretrained(name, trust_remote_code=trust, **kwargs)\n',
      'quantized.py':
        'from hub import config_of, kernel_of\n\nkernel = kernel_of("kernels-community/eetq")\nconfig = config_of("ProsusAI/finbert")\n',
      'sparse.py':
        'from hub import config_of, kernel_of\n\nkernel = kernel_of("meridian-lab/sparse", allow_all=True)\nconfig = config_of("meridian-lab/own", trust_remote_code=True)\n',
    },
    expect: [
      { file: 'sparse.py', line: 3 },
      { file: 'sparse.py', line: 4 },
    ],
  },
  {
    name: 'switched off, left to who calls, and in a test',
    files: {
      'score.py':
        'from transformers import AutoModel\n\n\ndef load(name, trust=False):\n    return AutoModel.from_pretrained(name, trust_remote_code=trust)\n\n\nnet = AutoModel.from_pretrained("ProsusAI/finbert", trust_remote_code=False)\n',
      'tests/test_score.py':
        'from transformers import AutoModel\n\nAutoModel.from_pretrained("meridian-lab/tiny", trust_remote_code=True)\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
