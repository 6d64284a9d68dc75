"""SpiffWorkflow's side of bench/process: the same file, parsed once and warmed up; state saved with and without the parsed definition."""
import json
import os
import sqlite3
import sys
import tempfile
import time

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BATCH = 64
TASKS = 6


def spec(template):
    with open(template, encoding="utf-8") as f:
        text = f.read().replace("CONDITION", "eligible")
    path = os.path.join(tempfile.mkdtemp(), "six-tasks.bpmn")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    parser = BpmnParser()
    parser.add_bpmn_file(path)
    return parser.get_spec("six_tasks")


def case(definition, saved):
    flow = BpmnWorkflow(definition)
    flow.data["eligible"] = True
    flow.do_engine_steps()
    saved(flow)
    done = 0
    while not flow.is_completed():
        task = flow.get_next_task(state=TaskState.READY)
        task.data["eligible"] = True
        task.run()
        flow.do_engine_steps()
        done += 1
        saved(flow)
    assert done == TASKS, done


def rate(definition, count, saved):
    wall, cpu = time.perf_counter(), time.process_time()
    for n in range(count):
        case(definition, lambda flow: saved(n, flow))
    return count / (time.process_time() - cpu), count / (time.perf_counter() - wall)


def store(folder, name):
    db = sqlite3.connect(os.path.join(folder, name), isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE state (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    return db


def saving(definition, state, count):
    folder = tempfile.mkdtemp()
    db = store(folder, "spiff.db")
    waiting, sizes = 0, []
    db.execute("BEGIN")

    def save(n, flow):
        nonlocal waiting
        body = state(flow)
        sizes.append(len(body.encode()))
        db.execute("INSERT INTO state (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body", (n, body))
        waiting += 1
        if waiting == BATCH:
            db.execute("COMMIT")
            db.execute("BEGIN")
            waiting = 0

    cpu, wall = rate(definition, count, save)
    return {"per_cpu_second": cpu, "per_second": wall, "bytes_mean": sum(sizes) / len(sizes), "bytes_most": max(sizes)}


def main():
    definition = spec(sys.argv[1])
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def whole(flow):
        return serializer.serialize_json(flow)

    def lean(flow):
        # The parsed definition is the same for every case: kept once, it need not be written at each step.
        parts = serializer.to_dict(flow)
        for key in ("spec", "subprocess_specs"):
            parts.pop(key, None)
        return json.dumps(parts, separators=(",", ":"))

    nothing = lambda n, flow: None
    rate(definition, 100, nothing)
    memory = max(rate(definition, 400, nothing)[0] for _ in range(3))
    print(json.dumps({"memory": memory, "saved": saving(definition, lean, 200), "saved_whole": saving(definition, whole, 100)}))


main()
