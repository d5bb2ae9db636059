#!/bin/sh
# Builds what reaches the browser: islands.js and islands_bg.wasm. The portal works without them, so when
# something for it is not to be had, one line says so and the exit is clean. A mistake in the code is a failure.
#
# usage: build.sh [DIR]    where the files go; $XDG_CACHE_HOME/abuse-portal/islands unless said
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/abuse-portal
out=${1:-$cache/islands}
tools=${PORTAL_TOOLS:-$cache/tools}
target=wasm32-unknown-unknown
binaryen=132.0.0
PATH=$HOME/.cargo/bin:$PATH

skip() {
    echo "islands: not built, because $1; every page works without them"
    rm -rf "$out"
    exit 0
}

# Runs a command quietly; its output goes to a log that is shown when it fails.
quietly() {
    log=$tools/log
    "$@" >"$log" 2>&1 || { tail -n 3 "$log" >&2; return 1; }
}

has_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]
}

add_target() {
    command -v rustup >/dev/null || skip "the Rust target $target is missing and there is no rustup to add it"
    echo "islands: adding the Rust target $target"
    (cd "$here" && quietly rustup target add "$target") && has_target || skip "rustup could not add the target $target"
}

# The version of wasm-bindgen that the code is linked against; its tool must be the same.
bindgen_version() {
    awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' "$here/Cargo.lock"
}

find_bindgen() {
    for tool in wasm-bindgen "$tools/bin/wasm-bindgen"; do
        case "$("$tool" --version 2>/dev/null)" in "wasm-bindgen $1") echo "$tool"; return ;; esac
    done
    return 1
}

# Without --locked, because the tool's own lock file names versions that are gone.
install_bindgen() {
    echo "islands: installing wasm-bindgen $1, once; this takes some minutes"
    quietly env "CARGO_TARGET_DIR=$tools/target" cargo install wasm-bindgen-cli --version "$1" --root "$tools" ||
        skip "wasm-bindgen $1 could not be installed"
    rm -rf "$tools/target"
}

# Prints the path of the code as cargo built it. Its own cargo profile, so it shares nothing with the server's build.
compile() {
    cd "$here"
    cargo rustc --quiet --package islands --lib --crate-type cdylib --features hydrate --target "$target" \
        --profile wasm --message-format=json-render-diagnostics |
        sed -n 's/.*"filenames":\["\([^"]*islands\.wasm\)".*/\1/p' | tail -n 1
}

# Prints the optimiser's path; nothing when it cannot be had, and the files are only larger then.
find_optimiser() {
    tool=$tools/npm/node_modules/.bin/wasm-opt
    if [ ! -x "$tool" ] && command -v npm >/dev/null; then
        echo "islands: fetching wasm-opt, once" >&2
        quietly npm install --prefix "$tools/npm" --no-save --no-fund --no-audit "binaryen@$binaryen" || true
    fi
    if [ -x "$tool" ]; then echo "$tool"; fi
}

mkdir -p "$tools"
command -v cargo >/dev/null || skip "cargo is missing"
has_target || add_target
version=$(bindgen_version)
bindgen=$(find_bindgen "$version") || { install_bindgen "$version" && bindgen=$tools/bin/wasm-bindgen; }
code=$(compile)
[ -n "$code" ] || { echo "islands: the code does not compile" >&2; exit 1; }
optimiser=$(find_optimiser)

# The optimiser takes long, so it runs only when there is something new.
stamp="$(sha256sum <"$code") $version ${optimiser:+optimised}"
if [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

fresh=$out.fresh
rm -rf "$fresh"
"$bindgen" --target web --no-typescript --out-name islands --out-dir "$fresh" "$code"
if [ -n "$optimiser" ]; then
    "$optimiser" -Oz "$fresh/islands_bg.wasm" -o "$fresh/islands_bg.wasm"
else
    echo "islands: wasm-opt is missing, so they are larger than they need to be"
fi
echo "$stamp" >"$fresh/stamp"
rm -rf "$out"
mv "$fresh" "$out"
echo "islands: $(wc -c <"$out/islands_bg.wasm") bytes in $out"
