import type { CheckCase } from '../../check.ts';

const APP = {
  'desk/pyproject.toml': '[project]\nname = "desk"\n',
  'desk/app.py':
    'from langchain_openai import ChatOpenAI\nfrom sqlalchemy import create_engine\nllm = ChatOpenAI(model="support-7b", base_url="http://llm.harbour.internal:8000/v1")\nengine = create_engine("postgresql://postgres@orders-prod.harbour.example/orders")\n',
};
const SETTINGS =
  'annotations:\n  - match: { file: "desk/**" }\n    owner: service-desk\n    purpose: Answers questions on orders\napprovals:\n  - { match: { kind: application, name: desk }, by: risk, until: 2099-12-31 }\n';

function served(namespace: string, labels = ''): Record<string, string> {
  return {
    'k8s/llm.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: pilot
  namespace: ${namespace}
  labels: { app: pilot${labels} }
spec:
  template:
    metadata: { labels: { app: pilot } }
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
`,
  };
}

export default [
  {
    name: 'on a production database as its administrator, with nobody to answer for it',
    files: APP,
    expect: [{ file: 'desk/app.py', asset: 'desk', severity: 'high' }],
  },
  {
    name: 'an endpoint in production that nobody answers for',
    files: served('prod'),
    expect: [{ file: 'k8s/llm.yaml', asset: 'pilot' }],
    source: 'https://docs.vllm.ai/en/latest/deployment/k8s/ (the deployment of its guide, written anew)',
  },
  {
    name: 'rights that were granted in SQL',
    files: {
      'desk/pyproject.toml': '[project]\nname = "desk"\n',
      'desk/app.py':
        'from openai import OpenAI\nimport psycopg\nOpenAI().responses.create(model="gpt-4.1-mini", input="x")\npsycopg.connect("postgresql://desk_llm@orders-prod.harbour.example/orders")\n',
      'db/roles.sql': 'CREATE ROLE desk_llm LOGIN;\nGRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO desk_llm;\n',
    },
    expect: [{ file: 'desk/app.py', asset: 'desk', severity: 'high' }],
  },
  { name: 'pharos.yaml names owner, purpose and approval', files: { ...APP, 'pharos.yaml': SETTINGS }, expect: [] },
  {
    name: 'an approval that has ended',
    files: { ...APP, 'pharos.yaml': SETTINGS.replace('2099-12-31', '2020-12-31') },
    expect: [{ file: 'desk/app.py', asset: 'desk' }],
  },
  {
    name: 'a team is named; whether it was approved is open',
    files: served('prod', ', team: search'),
    expect: [],
    unknown: [{ asset: 'pilot' }],
  },
  {
    name: 'what makes it live is its open door alone: told by model-endpoint-public and endpoint-weak-auth',
    files: {
      'k8s/llm.yaml': `${served('pilots')['k8s/llm.yaml']}---\napiVersion: v1\nkind: Service\nmetadata: { name: pilot, namespace: pilots }\nspec:\n  type: LoadBalancer\n  selector: { app: pilot }\n  ports: [{ port: 8000 }]\n`,
      'demo/requirements.txt': 'gradio==5.9.1\nopenai==1.59.6\n',
      'demo/app.py':
        'import gradio as gr\nfrom openai import OpenAI\ndef reply(text):\n    return OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[]).choices[0].message.content\ngr.Interface(fn=reply, inputs="text", outputs="text").launch(share=True)\n',
    },
    expect: [],
  },
  { name: 'a namespace of developers', files: served('dev'), expect: [] },
  { name: 'a product is not production', files: served('product-search'), expect: [] },
] satisfies CheckCase[];
