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

# The figures of docs/performance.md (each command is named there beside its figure)
bench *args:
    cargo run --release -p bench -- {{args}}

# Two of the pictures of README.md, from those the browser test takes; the tracking page's is taken by hand from a demo
snap:
    cargo test --workspace --test it browser
    mkdir -p docs/screens
    cp screens/home-1280.png docs/screens/home.png
    cp screens/case-1280.png docs/screens/case.png
