# Short names for what anybody can type. `just` alone lists them.

default:
    @just --list

# A filled database in a new folder, served
dev:
    ./motcua demo

# Format, lints, types: quick, before every commit
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Everything CI runs
test:
    ./motcua test

# The figures of docs/performance.md
bench:
    cargo run --release -- bench

# The pictures of README.md, taken from a running demo
snap:
    cargo test -p motcua snap -- --ignored
