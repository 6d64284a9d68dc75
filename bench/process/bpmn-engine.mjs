// bpmn-engine's side of bench/process: the same file, parsed once and shared, warmed up; state saved as its own JSON.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';

const require = createRequire(process.argv[3] + '/');
const { Engine } = require('bpmn-engine');
const BpmnModdle = require('bpmn-moddle');
const Database = require('better-sqlite3');
const { default: Serializer, TypeResolver } = require('moddle-context-serializer');
const elements = require('bpmn-elements');

const BATCH = 64;
const text = fs.readFileSync(process.argv[2], 'utf8').replace('CONDITION', '${environment.variables.eligible}');

async function prepare() {
  const Moddle = BpmnModdle.BpmnModdle ?? BpmnModdle.default ?? BpmnModdle;
  const context = await new Moddle().fromXML(text);
  return Serializer(context, TypeResolver(elements));
}

async function one(source, saved) {
  const engine = new Engine({ name: 'six', sourceContext: source, variables: { eligible: true } });
  const listener = new EventEmitter();
  const waiting = [];
  listener.on('activity.wait', (api) => waiting.push(api));
  const execution = await engine.execute({ listener });
  if (saved) await saved(execution);
  let done = 0;
  while (waiting.length) {
    const api = waiting.shift();
    done += 1;
    api.signal();
    if (saved) await saved(execution);
  }
  if (done !== 6) throw new Error(`${done} tasks`);
}

async function rate(source, count, saved) {
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  for (let n = 0; n < count; n += 1) await one(source, saved && ((e) => saved(n, e)));
  const used = process.cpuUsage(cpu);
  return { cpu: count / ((used.user + used.system) / 1e6), wall: count / (Number(process.hrtime.bigint() - wall) / 1e9) };
}

async function saving(source, count, state) {
  const db = new Database(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-')), 'engine.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE state (id INTEGER PRIMARY KEY, body TEXT NOT NULL); BEGIN');
  const put = db.prepare('INSERT INTO state (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body');
  let waiting = 0;
  const sizes = [];
  const r = await rate(source, count, (n, execution) => {
    const body = state(execution);
    sizes.push(Buffer.byteLength(body));
    put.run(n, body);
    waiting += 1;
    if (waiting === BATCH) {
      db.exec('COMMIT; BEGIN');
      waiting = 0;
    }
  });
  const sum = sizes.reduce((a, b) => a + b, 0);
  return { per_cpu_second: r.cpu, per_second: r.wall, bytes_mean: sum / sizes.length, bytes_most: Math.max(...sizes) };
}

// The parsed definition is the same for every case: kept once, it need not be written at each step.
const lean = (execution) => JSON.stringify(execution.getState(), (key, value) => (key === 'source' ? undefined : value));
const whole = (execution) => JSON.stringify(execution.getState());

const source = await prepare();
await rate(source, 100);
let memory = 0;
for (let i = 0; i < 3; i += 1) memory = Math.max(memory, (await rate(source, 200)).cpu);
console.log(JSON.stringify({ memory, saved: await saving(source, 100, lean), saved_whole: await saving(source, 100, whole) }));
