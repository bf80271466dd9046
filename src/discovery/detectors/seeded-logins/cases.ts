import type { DetectorCase } from '../../detector.ts';

const BOT = 'from openai import OpenAI\n\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n';
const APP = { kind: 'application', name: 'hiring' } as const;

function app(files: Record<string, string>): Record<string, string> {
  return { 'pyproject.toml': '[project]\nname = "hiring"\n', 'bot.py': BOT, ...files };
}

const detail = (where: string): string => `guessable login of this application in ${where}`;
const weak = (account: string, where: string) => ({
  weakLogins: [{ product: 'this application', account, how: 'trivial', where, detail: detail(where) }],
});

export default [
  {
    name: 'the page of a demo',
    files: app({
      'page.py': 'import gradio as gr\n\ngr.ChatInterface(answer).launch(server_name="0.0.0.0", auth=("admin", "admin123"))\n',
    }),
    expect: [{ ...APP, properties: weak('password of its page', 'page.py') }],
  },
  {
    name: 'a comparison in a callback, as the documentation of the page writes it',
    files: app({
      'page.py':
        'def check(username: str, password: str):\n    if (username, password) == ("admin", "admin"):\n        return User("admin")\n',
    }),
    expect: [{ ...APP, properties: weak('password that its code compares with', 'page.py') }],
  },
  {
    name: 'a comparison of both, a seed that is hashed, a row of a table',
    files: app({
      'login.py': 'def login(form):\n    return form.username == "admin" and form.password == "123456"\n',
    }),
    expect: [{ ...APP, properties: weak('password that its code compares with', 'login.py') }],
  },
  {
    name: 'a seed that is hashed',
    files: app({ 'seed.py': 'db.add(User(name="admin", hashed=get_password_hash("changeme")))\n' }),
    expect: [{ ...APP, properties: weak('password of an account that it makes', 'seed.py') }],
  },
  {
    name: 'a row of a table',
    files: app({ 'db/init.sql': "INSERT INTO app_users (name, password, role) VALUES ('admin', '123456', 'owner');\n" }),
    expect: [{ ...APP, properties: weak('password of an account that it makes', 'db/init.sql') }],
  },
  {
    name: 'nothing of AI, tests, forms, rules for passwords, hashes, values from outside',
    files: {
      'shop/package.json': '{ "name": "shop" }',
      'shop/login.js': 'if (form.username === "admin" && form.password === "admin123") open();\n',
      'shop/tests/login.test.js': 'login({ username: "admin", password: "admin123" });\n',
      'shop/field.tsx': "const type = showPassword === 'text' ? 'text' : 'password';\nif (password === 'password') warn('too common');\n",
      'shop/seed.py': 'create_user(username="admin", password=os.environ["ADMIN_PASSWORD"])\nrequests.get(url, auth=("user", "pass1"))\n',
      'shop/init.sql': "INSERT INTO users (name, password) VALUES ('admin', '$2b$12$abcdefghijklmnopqrstuv');\n",
    },
    expect: [],
  },
] satisfies DetectorCase[];
