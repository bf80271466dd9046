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
    name: 'a notebook document',
    files: { 'try.ipynb': '{ "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }\n' },
    expect: [],
  },
] satisfies CheckCase[];
