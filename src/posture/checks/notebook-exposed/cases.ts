import type { CheckCase } from '../../check.ts';

function notebook(lines: string): string {
  return `resource "aws_sagemaker_notebook_instance" "scratch" {
  name          = "scratch"
  role_arn      = "arn:aws:iam::111122223333:role/scratch"
  instance_type = "ml.t3.large"
${lines}}
`;
}

export default [
  {
    name: 'both at once are one finding',
    files: { 'infra/notebook.tf': notebook('  direct_internet_access = "Enabled"\n  root_access = "Enabled"\n') },
    expect: [{ file: 'infra/notebook.tf', line: 1, asset: 'scratch', severity: 'medium' }],
    source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/sagemaker-controls.html',
  },
  {
    name: 'both are on unless they are switched off',
    files: { 'infra/notebook.tf': notebook('') },
    expect: [{ file: 'infra/notebook.tf', line: 1, severity: 'medium' }],
  },
  {
    name: 'only root',
    files: { 'infra/notebook.tf': notebook('  subnet_id = "subnet-1"\n  direct_internet_access = "Disabled"\n') },
    expect: [{ file: 'infra/notebook.tf', line: 1, severity: 'low' }],
  },
  {
    name: 'neither',
    files: {
      'infra/notebook.tf': notebook('  subnet_id = "subnet-1"\n  direct_internet_access = "Disabled"\n  root_access = "Disabled"\n'),
    },
    expect: [],
  },
  {
    // The provider's first example of the resource has no network settings at all.
    name: 'Vertex AI Workbench as the documentation begins with it, and one without a public address',
    files: {
      'lab.tf':
        'resource "google_workbench_instance" "instance" {\n  name     = "workbench-instance"\n  location = "us-west1-a"\n}\nresource "google_workbench_instance" "inner" {\n  name     = "inner"\n  location = "us-west1-a"\n  gce_setup {\n    disable_public_ip = true\n  }\n}\n',
    },
    expect: [{ file: 'lab.tf', line: 1, asset: 'workbench-instance', severity: 'medium' }],
    source: 'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/workbench_instance',
  },
  {
    name: 'a compute instance of Azure with a public address, and one without',
    files: {
      'lab.tf':
        'resource "azurerm_machine_learning_compute_instance" "open" {\n  name = "open"\n  virtual_machine_size = "STANDARD_DS2_V2"\n}\nresource "azurerm_machine_learning_compute_instance" "inner" {\n  name = "inner"\n  virtual_machine_size = "STANDARD_DS2_V2"\n  node_public_ip_enabled = false\n  subnet_resource_id = "/subscriptions/1/subnets/a"\n}\n',
    },
    expect: [{ file: 'lab.tf', line: 1, asset: 'open', severity: 'medium' }],
  },
  {
    name: 'Studio that stays inside the network, and one that does not',
    files: {
      'studio.tf':
        'resource "aws_sagemaker_domain" "inner" {\n  domain_name             = "inner"\n  auth_mode               = "IAM"\n  app_network_access_type = "VpcOnly"\n}\nresource "aws_sagemaker_domain" "out" {\n  domain_name = "out"\n  auth_mode   = "IAM"\n}\n',
    },
    expect: [{ file: 'studio.tf', line: 6, asset: 'out', severity: 'low' }],
  },
  {
    name: 'a Jupyter server without token or password on every address',
    files: { 'lab/jupyter_server_config.py': "c.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = ''\nc.ServerApp.password = ''\n" },
    expect: [{ file: 'lab/jupyter_server_config.py', line: 2, asset: 'Jupyter server lab', severity: 'high' }],
    source: 'https://jupyter-server.readthedocs.io/en/latest/operators/security.html',
  },
  {
    name: 'without a token, for this machine only',
    files: { 'jupyter_notebook_config.json': '{\n  "NotebookApp": { "token": "" }\n}\n' },
    expect: [{ file: 'jupyter_notebook_config.json', line: 2, severity: 'medium' }],
  },
  {
    name: 'a token, but any web page may speak to it',
    files: { 'jupyter_server_config.py': "c.ServerApp.allow_origin = '*'\n" },
    expect: [{ file: 'jupyter_server_config.py', line: 1, severity: 'low' }],
  },
  {
    name: 'a hub where everybody is let in',
    files: { 'jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'jupyterhub.auth.DummyAuthenticator'\n" },
    expect: [{ file: 'jupyterhub_config.py', line: 1, asset: 'Jupyter hub', severity: 'high' }],
  },
  {
    name: 'a password on every address, a hub behind single sign-on, and a token made at each start',
    files: {
      'a/jupyter_server_config.py':
        "c.ServerApp.ip = '0.0.0.0'\nc.ServerApp.token = ''\nc.PasswordIdentityProvider.hashed_password = 'argon2:xyz'\n",
      'b/jupyterhub_config.py': "c.JupyterHub.authenticator_class = 'google'\n",
      'c/jupyter_lab_config.py': "c.ServerApp.ip = '0.0.0.0'\n",
    },
    expect: [],
  },
  {
    name: 'a notebook document',
    files: { 'try.ipynb': '{ "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }\n' },
    expect: [],
  },
  {
    name: 'Jupyter in a container, open to the internet without a token',
    files: {
      'lab.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: lab }\nspec:\n  template:\n    metadata: { labels: { app: lab } }\n    spec:\n      containers: [{ name: lab, image: "quay.io/jupyter/scipy-notebook:2025-03-14", args: [start-notebook.py, "--IdentityProvider.token=\'\'"] }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: lab }\nspec:\n  type: LoadBalancer\n  selector: { app: lab }\n  ports: [{ port: 8888 }]\n',
    },
    expect: [{ file: 'lab.yaml', line: 14, asset: 'lab', severity: 'critical' }],
    source: 'https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html',
  },
  {
    name: 'an image that starts Jupyter on every address without a token',
    files: {
      'lab/Dockerfile':
        'FROM python:3.12\nRUN pip install jupyterlab\nCMD ["jupyter", "lab", "--ip=0.0.0.0", "--allow-root", "--ServerApp.token="]\n',
    },
    expect: [{ file: 'lab/Dockerfile', line: 3, asset: 'lab', severity: 'medium' }],
  },
  {
    name: 'Jupyter with the token it makes itself, and one without on the loopback address',
    files: {
      'compose.yaml':
        'services:\n  lab:\n    image: quay.io/jupyter/scipy-notebook:2025-03-14\n    ports: ["8888:8888"]\n  desk:\n    image: quay.io/jupyter/base-notebook:2025-03-14\n    command: start-notebook.py --IdentityProvider.token=\'\'\n    ports: ["127.0.0.1:8889:8888"]\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
