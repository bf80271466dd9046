import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'weights from a hub through pickle, the torch in use is old',
    files: {
      'requirements.txt': 'torch==2.4.1\nhuggingface_hub==0.30.0\n',
      'serve.py':
        'import torch\nfrom huggingface_hub import hf_hub_download\n\npath = hf_hub_download("meridian-lab/claims", "net.pt")\nstate = torch.load(path, map_location="cpu")\n',
    },
    expect: [{ file: 'serve.py', line: 5, severity: 'high' }],
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.load.html',
  },
  {
    name: 'the same with a torch that loads tensors only',
    files: {
      'requirements.txt': 'torch==2.7.0\nhuggingface_hub==0.30.0\n',
      'serve.py':
        'import torch\nfrom huggingface_hub import hf_hub_download\n\npath = hf_hub_download("meridian-lab/claims", "net.pt")\nstate = torch.load(path, map_location="cpu")\nother = torch.load(path, weights_only=True)\n',
    },
    expect: [],
  },
  {
    name: 'switched off by hand it is told whatever the version',
    files: {
      'requirements.txt': 'torch==2.7.0\n',
      'serve.py': 'import torch\n\nstate = torch.load("/models/net.pt", weights_only=False)\n',
    },
    expect: [{ file: 'serve.py', line: 3, severity: 'medium' }],
  },
  {
    name: 'a pickle fetched over HTTP, one from a bucket of all, and an archive of numbers',
    files: {
      'app.py':
        'import pickle\n\nimport boto3\nimport joblib\nimport numpy as np\nimport requests\nfrom sklearn.pipeline import Pipeline\n\nmodel = pickle.loads(requests.get("https://models.meridian.example/churn.pkl").content)\nboto3.client("s3").download_file("meridian-models", "churn.joblib", "/tmp/churn.joblib")\nother = joblib.load("/tmp/churn.joblib")\nplain = np.load("values.npy")\n',
    },
    expect: [
      { file: 'app.py', line: 9, severity: 'high' },
      { file: 'app.py', line: 11, severity: 'high' },
    ],
  },
  {
    name: 'a model the training beside it wrote, and one the repository keeps',
    files: {
      'train.py':
        'import joblib\nfrom sklearn.linear_model import LogisticRegression\n\nfit = LogisticRegression().fit([[0], [1]], [0, 1])\njoblib.dump(fit, "models/churn.joblib")\n',
      'serve.py': 'import joblib\nfrom sklearn.pipeline import Pipeline\n\nmodel = joblib.load("models/churn.joblib")\n',
    },
    expect: [{ file: 'serve.py', line: 4, severity: 'low' }],
  },
  {
    name: 'an index of its own, plain data that is no model, settings read safely',
    files: {
      'cache.py':
        'import json\nimport pickle\n\nimport yaml\nfrom sklearn.pipeline import Pipeline\n\nwith open("/var/cache/session.dat", "rb") as kept:\n    session = pickle.load(kept)\nsettings = yaml.safe_load(open("settings.yaml"))\nrules = yaml.load(open("rules.yaml"), Loader=yaml.FullLoader)\nnames = json.load(open("names.json"))\n',
    },
    expect: [],
  },
  {
    name: 'FAISS with the dangerous option on a folder of the program',
    files: {
      'search.py':
        'from langchain_community.vectorstores import FAISS\nfrom langchain_openai import OpenAIEmbeddings\n\nstore = FAISS.load_local("index", OpenAIEmbeddings(model="text-embedding-3-small"), allow_dangerous_deserialization=True)\n',
    },
    expect: [{ file: 'search.py', line: 4, severity: 'low' }],
  },
  {
    name: 'arrays with objects, an unsafe YAML loader and a model by the name of the function, from a path that is given',
    files: {
      'load.py':
        'import pickle\nimport numpy as np\nimport yaml\nfrom openai import OpenAI\n\n\ndef vectors(path):\n    return np.load(path, allow_pickle=True)\n\n\ndef settings(path):\n    return yaml.load(open(path), Loader=yaml.UnsafeLoader)\n\n\ndef load_model(path):\n    return pickle.load(open(path, "rb"))\n\n\nranker = pickle.load(open("models/ranker.pkl", "rb"))\n',
    },
    expect: [
      { file: 'load.py', line: 8, severity: 'low' },
      { file: 'load.py', line: 12, severity: 'low' },
      { file: 'load.py', line: 16, severity: 'low' },
      { file: 'load.py', line: 19, severity: 'low' },
    ],
  },
  {
    name: 'plain arrays, a safe loader, the default loader of our own settings, a cache',
    files: {
      'load.py':
        'import pickle\nimport numpy as np\nimport yaml\nfrom openai import OpenAI\n\n\ndef vectors(path):\n    return np.load(path)\n\n\ndef settings(path):\n    return yaml.safe_load(open(path)), yaml.load(open(path), Loader=yaml.FullLoader)\n\n\ndef cached(key):\n    return pickle.loads(store[key])\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
