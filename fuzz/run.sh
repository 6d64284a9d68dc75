#!/usr/bin/env bash
# One fuzz target for some seconds, without cargo-fuzz: the nightly compiler counts coverage, libFuzzer does the rest.
set -euo pipefail
target=${1:?bpmn, dmn, feel or table} seconds=${2:-60}
cd "$(dirname "$0")"
mkdir -p "corpus/$target" "artifacts/$target"
case $target in
  bpmn) cp -n ../law/processes/*.bpmn "corpus/$target/" ;;
  table) cp -n ../law/processes/source/*.json "corpus/$target/" ;;
esac
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
flags="$flags -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1 -Cdebug-assertions"
RUSTFLAGS="$flags" cargo +nightly run --release --target x86_64-unknown-linux-gnu --bin "$target" -- \
  "corpus/$target" -max_total_time="$seconds" -artifact_prefix="artifacts/$target/" -max_len=20000 -timeout=10 -rss_limit_mb=1024
