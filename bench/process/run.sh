#!/usr/bin/env bash
# Our engine beside SpiffWorkflow and bpmn-engine on one file, in one run: in memory, with its state saved, bytes of state.
# The peers are installed once under ~/.cache/motcua-bench; each is measured in its best set-up (parsed once, warmed up).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${MOTCUA_BENCH_CACHE:-$HOME/.cache/motcua-bench}/process
mkdir -p "$cache"
cd "$cache"
if ! "$cache/py/bin/python" -c 'import SpiffWorkflow' 2>/dev/null; then
  python3 -m venv py
  py/bin/pip install --quiet SpiffWorkflow==3.2.0 lxml
fi
if ! [ -d node_modules/bpmn-engine ] || ! [ -d node_modules/better-sqlite3 ] || ! [ -d node_modules/bpmn-moddle ]; then
  npm init --yes >/dev/null
  npm install --silent --no-fund --no-audit bpmn-engine@25.0.1 bpmn-moddle better-sqlite3
fi
cd "$here/../.."
cargo bench --quiet -p process --bench engine --no-run
echo "Máy: $(nproc) lõi, tải $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)" >&2
cargo bench --quiet -p process --bench engine >"$cache/ours.json"
py="$cache/py/bin/python"
"$py" "$here/spiff.py" "$here/six-tasks.bpmn" >"$cache/spiff.json"
node "$here/bpmn-engine.mjs" "$here/six-tasks.bpmn" "$cache" >"$cache/engine.json"
"$py" "$here/table.py" "$cache/ours.json" "$cache/spiff.json" "$cache/engine.json"
