import type { CheckCase } from '../../check.ts';

const mlflow = (type: string, extra = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: mlflow }
spec:
  template:
    metadata: { labels: { app: mlflow } }
    spec:
      containers:
        - name: mlflow
          image: ghcr.io/mlflow/mlflow:v2.19.0
          args: [mlflow, server, --host, 0.0.0.0${extra}]
          ports: [{ containerPort: 5000 }]
---
apiVersion: v1
kind: Service
metadata: { name: mlflow }
spec:
  type: ${type}
  selector: { app: mlflow }
  ports: [{ port: 5000 }]
`;

const compose = (port: string, extra = ''): string =>
  `services:\n  tracking:\n    image: ghcr.io/mlflow/mlflow:v2.19.0\n    command: mlflow server --host 0.0.0.0${extra}\n    ports: ["${port}"]\n`;

export default [
  {
    name: 'MLflow without a sign-in behind a public load balancer',
    files: { 'mlflow.yaml': mlflow('LoadBalancer') },
    expect: [{ file: 'mlflow.yaml', asset: 'mlflow', severity: 'high' }],
    source: 'https://mlflow.org/docs/latest/ml/auth/',
  },
  {
    name: 'published by a compose file',
    files: { 'compose.yaml': compose('5000:5000') },
    expect: [{ file: 'compose.yaml', line: 5, severity: 'low' }],
  },
  {
    name: 'a workspace of Azure Machine Learning open to every network',
    files: { 'main.tf': 'resource "azurerm_machine_learning_workspace" "lab" {\n  name = "lab"\n}\n' },
    expect: [{ file: 'main.tf', line: 1, severity: 'info' }],
  },
  {
    name: 'inside the cluster, on the loopback, with a sign-in, or without public access',
    files: {
      'mlflow.yaml': mlflow('ClusterIP'),
      'compose.yaml': compose('127.0.0.1:5000:5000'),
      'b/compose.yaml': compose('5000:5000', ' --app-name basic-auth'),
      'main.tf':
        'resource "azurerm_machine_learning_workspace" "lab" {\n  name                          = "lab"\n  public_network_access_enabled = false\n}\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
