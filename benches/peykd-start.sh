#!/usr/bin/env bash
# Starts peykd for a load generator: `peykd-start.sh PORT` serves 127.0.0.1:PORT and PORT+1 (both
# speak IRC and TLS) with everything switched off that guards against a load, and prints the pid.
#
# IRCLOAD_TOOLS  the load generator's folder; its peers/lib.sh launches servers
# IRCLOAD_STATE  where that keeps data, logs and the certificate (see there for its default)
# PEYKD          the binary; else it is built for release
# PEYKD_FLAGS    more flags for it, such as `--durability memory`
# PEYKD_TOML     more of its configuration, such as `[history]` and `enabled = false`
set -eu
tools=${IRCLOAD_TOOLS:-}
if [ ! -r "$tools/peers/lib.sh" ]; then
    echo "Set IRCLOAD_TOOLS to the load generator's folder, the one with peers/lib.sh in it." >&2
    exit 1
fi
root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${PEYKD:-}" ]; then
    (cd "$root" && cargo build --quiet --release -p server-smol >&2)
    target=${CARGO_TARGET_DIR:-target}
    PEYKD=$(cd "$root" && cd "$target" && pwd)/release/peykd
fi
if [ ! -x "$PEYKD" ]; then
    echo "There is no program at $PEYKD; set PEYKD to the peykd to measure." >&2
    exit 1
fi

# shellcheck source=/dev/null # Not ours.
. "$tools/peers/lib.sh"

# lib.sh names everything after this folder and runs the server as another user, who need not
# be able to reach the binary where it was built.
rm -rf "$DIR"
NAME=peykd
DIR=$STATE/$NAME-$PORT
# shellcheck disable=SC2034 # lib.sh writes there.
LOG=$DIR/log
rm -rf "$DIR"
mkdir -p "$DIR/data"
cp "$PEYKD" "$DIR/peykd"

cat >"$DIR/peykd.toml" <<TOML
listen = ["127.0.0.1:$PORT", "127.0.0.1:$TLSPORT"]
data = "$DIR/data"
name = "peykd.bench"
plaintext = "anywhere"

[tls]
certificate = "$CERTS/cert.pem"
key = "$CERTS/key.pem"

[limits]
connections_per_address_max = 0
connects_per_window_max = 0
sendq_bytes_max = 1048576

[flood]
enabled = false

${PEYKD_TOML:-}
TOML

# shellcheck disable=SC2086 # Several flags are several words.
launch "$DIR/peykd" --config "$DIR/peykd.toml" --lang en ${PEYKD_FLAGS:-}
